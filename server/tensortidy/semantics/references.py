"""Names, attributes and calls, looked up and evaluated over abstract values."""

from __future__ import annotations

import ast
from abc import abstractmethod
from dataclasses import replace

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.evidence import Evidence, dotted
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.libraries import Libraries
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.values import (
    NONE,
    UNKNOWN,
    Answer,
    Step,
    Value,
    container,
    join,
    term,
    unknown,
)

Environment = dict[str, Value]
"""The values of variables, and of attribute chains like ``self.loss``, at one point of a function."""


class References(Libraries):
    """What names, attributes and calls give."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        grad_mode: GradMode,
        evidence: Evidence,
        knowledge: Knowledge,
    ) -> None:
        super().__init__(classes, grad_mode, knowledge)
        self.structure = structure
        self.names = names
        self.evidence = evidence
        self.values: dict[ast.AST, Value] = {}
        self.proved: set[ast.AST] = set()
        """Origins of unknown values on which backward() is called: tensors of a graph."""

    @abstractmethod
    def outer(self, name: str, at: ast.AST) -> Value:
        """The value of a name that belongs to an enclosing scope."""

    @abstractmethod
    def _evaluate(self, node: ast.expr, env: Environment) -> Value:
        """The value of an expression."""

    def evaluate(self, node: ast.expr, env: Environment) -> Value:
        """Evaluate an expression and remember its value, joined with those of earlier times."""
        value = self._evaluate(node, env)
        if not value.origins and value.kind is None and not value.maybe:
            value = replace(value, origins=frozenset((node,)))
        known = self.values.get(node)
        self.values[node] = value if known is None or known is value else join(known, value)
        return value

    def assign(self, target: ast.expr, value: Value, env: Environment) -> None:
        """Bind a target, or each part of one that unpacks."""
        if isinstance(target, ast.Tuple | ast.List):
            for at, element in enumerate(target.elts):
                if isinstance(element, ast.Starred):
                    self.assign(element.value, container(self.element(value, target)), env)
                elif len(value.items) == len(target.elts):
                    self.assign(element, value.items[at], env)
                else:
                    self.assign(element, self.index(value, str(at), target), env)
            return
        known = self.values.get(target)
        self.values[target] = value if known is None or known is value else join(known, value)
        path = dotted(target)
        if path is not None:
            prefix = f"{path}."
            for name in [name for name in env if name.startswith(prefix)]:
                del env[name]  # the object has changed, and its attributes with it
            env[path] = value
            if isinstance(target, ast.Attribute):
                self.evaluate(target.value, env)
        elif isinstance(target, ast.Subscript):
            self.evaluate(target.value, env)
            self.evaluate(target.slice, env)
            self._put(target.value, value, env, key_of(target.slice))
        elif isinstance(target, ast.Attribute):
            self.evaluate(target.value, env)

    def _name(self, node: ast.Name, env: Environment) -> Value:
        value = env.get(node.id)
        if value is None:
            definition = self.names.definition(node)
            if definition is not None:
                return self.defined(definition)
            value = self.names.elsewhere(node)
            if value is None:
                value = self.outer(node.id, node)
        return value if value.is_known else self._by_evidence(node, value)

    def defined(self, definition: Function | ast.ClassDef) -> Value:
        """A function or class of this file, as a value."""
        if isinstance(definition, ast.ClassDef):
            return Value(Kind.CLASS, Answer.NO, definition=definition)
        plain = all(self._is_transparent(decorator) for decorator in definition.decorator_list)
        return Value(Kind.FUNCTION, Answer.NO, definition=definition if plain else None)

    def _is_transparent(self, decorator: ast.expr) -> bool:
        """Whether a decorator leaves what the function returns as it is."""
        if self.grad_mode.switches(decorator) is not None:
            return True
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        return self.knowledge.is_one_of(self.names.qualified(target), "transparent decorators")

    def _by_evidence(self, node: ast.expr, value: Value) -> Value:
        evident = self.evidence.of(node)
        return value if evident.kind is None else replace(evident, term=value.term)

    def _attribute(self, node: ast.Attribute, env: Environment) -> Value:
        elsewhere = self.names.elsewhere(node)
        if elsewhere is not None:
            return elsewhere
        base = self.evaluate(node.value, env)
        path = dotted(node)
        if path is not None and path in env:
            return env[path]
        value = self.attribute_of(base, node.attr, node)
        return value if value.is_known else self._by_evidence(node, value)

    def _put(self, holder: ast.expr, value: Value, env: Environment, key: str = "") -> None:
        """Put a value into a container variable."""
        path = dotted(holder)
        known = env.get(path) if path else None
        if path is None or known is None or known.kind is not Kind.CONTAINER:
            return
        if key and (known.entries or known.elements is None) and len(known.entries) < 16:
            entries = {**dict(known.entries), key: value}
            env[path] = container(entries=tuple(entries.items()))
        else:
            held = join(known.elements, value) if known.elements is not None else value
            env[path] = container(held)

    # ------------------------------------------------------------ calls

    def _call(self, node: ast.Call, env: Environment) -> Value:
        arguments: list[Value] = []
        for argument in node.args:
            value = self.evaluate(argument, env)
            if isinstance(argument, ast.Starred) and not value.items:
                arguments.append(self.element(value, argument))
            else:
                arguments.extend(value.items if isinstance(argument, ast.Starred) else [value])
        keywords: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, env)
            keywords.update({keyword.arg: value} if keyword.arg is not None else value.entries)
        function = node.func
        name = self.names.qualified(function)
        if name is not None:
            if name == "super" and not arguments:
                return self._super(node)
            return self.library_call(name, arguments, keywords, node)
        if isinstance(function, ast.Attribute) and self.names.elsewhere(function) is None:
            receiver = self.evaluate(function.value, env)
            result = self._method_call(node, function, receiver, arguments, keywords, env)
            if result is not None:
                return result
        return self.call_value(self.evaluate(function, env), arguments, keywords, node)

    def _method_call(
        self,
        node: ast.Call,
        function: ast.Attribute,
        receiver: Value,
        arguments: list[Value],
        keywords: dict[str, Value],
        env: Environment,
    ) -> Value | None:
        method = function.attr
        if method == "backward":
            self._prove(node, receiver, arguments)
            return NONE
        if receiver.kind is Kind.CONTAINER and self._grows(method) and arguments:
            added = arguments[-1]
            if method == "update":
                for key, value in added.entries:
                    self._put(function.value, value, env, key)
            else:
                self._put(function.value, self.element(added, function) if method == "extend" else added, env)
            return NONE
        if method == "requires_grad_" and (path := dotted(function.value)) is not None:
            changed = self.method_value(receiver, method, arguments, keywords, node)
            if changed is not None and receiver.kind is not None:
                env[path] = changed
                return changed
        return self.method_value(receiver, method, arguments, keywords, node)

    def _grows(self, method: str) -> bool:
        return self.knowledge.is_one_of(method, "growing methods") or method in ("update", "setdefault")

    def _super(self, node: ast.Call) -> Value:
        """``super()``: the object itself, as its bases see it."""
        owner = self.structure.class_of(node)
        if owner is None:
            return UNKNOWN
        for base in owner.bases:
            local = self.names.definition(base)
            if isinstance(local, ast.ClassDef):
                return self.instance(local)
            other = self.names.elsewhere(base)
            if other is not None and other.kind is Kind.CLASS and other.definition is not None:
                return self.instance(other.definition)  # type: ignore[arg-type]
        return Value(name="super", origins=frozenset((node,)))

    def _prove(self, node: ast.Call, receiver: Value, given: list[Value]) -> None:
        """``loss.backward()`` and ``accelerator.backward(loss)`` say what the loss is."""
        self.proved |= receiver.origins
        if receiver.kind is not Kind.TENSOR and len(node.args) == 1 and given:
            self.proved |= given[0].origins
        # scaler.scale(loss).backward()
        inner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "scale":
            for argument in inner.args:
                self.proved |= self.values.get(argument, UNKNOWN).origins

    def parameter(self, parameter: ast.arg) -> Value:
        """A parameter of which nothing is known."""
        return unknown(parameter, term(Step.ARGUMENT, name=parameter.arg))


def key_of(node: ast.expr) -> str:
    """The constant key of a subscript or dict as text; empty where it is none."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = key_of(node.operand)
        return f"-{inner}" if inner.isdigit() else ""
    return str(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str | int) else ""
