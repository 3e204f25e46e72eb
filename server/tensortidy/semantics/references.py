"""Names, attributes and calls, looked up and evaluated over abstract values."""

from __future__ import annotations

import ast
from abc import abstractmethod
from dataclasses import replace

from tensortidy.knowledge import Kind
from tensortidy.semantics.assignments import Assignments, Environment
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.shapes import decorator_named
from tensortidy.semantics.structure import Function
from tensortidy.semantics.summaries import FunctionSummary
from tensortidy.semantics.values import (
    DETACHED,
    NONE,
    UNKNOWN,
    Answer,
    Step,
    Value,
    term,
    unknown,
)


class References(Assignments):
    """What names, attributes and calls give."""

    @abstractmethod
    def outer(self, name: str, at: ast.AST) -> Value:
        """The value of a name that belongs to an enclosing scope."""

    def _name(self, node: ast.Name, env: Environment) -> Value:
        value = env.get(node.id)
        if value is None:
            definition = self.names.definition(node)
            if definition is not None:
                return self.defined(definition)
            value = self.names.elsewhere(node) or self._of_library_name(node)
            if value is None:
                value = self.outer(node.id, node)
        return value if value.is_known else self._by_evidence(node, value)

    def defined(self, definition: Function | ast.ClassDef) -> Value:
        """A function or class of this file, as a value."""
        if isinstance(definition, ast.ClassDef):
            return Value(Kind.CLASS, Answer.NO, definition=definition)
        found = Value(Kind.FUNCTION, Answer.NO, definition=definition)
        for decorator in reversed(definition.decorator_list):
            if self._is_transparent(decorator):
                continue
            decorating = self.names.definition(decorator) or self.names.elsewhere(decorator)
            if decorating is None:
                return Value(Kind.FUNCTION, Answer.NO)
            maker = decorating if isinstance(decorating, Value) else self.defined(decorating)
            found = self.call_value(maker, [found], {}, decorator)
            if found.kind is not Kind.FUNCTION:
                return Value(Kind.FUNCTION, Answer.NO)
        return found

    def _of_library_name(self, node: ast.expr) -> Value | None:
        """A library's class or function as a value: what a table of layers holds."""
        name = self.names.qualified(node)
        if name is None or "." not in name or name.startswith("."):
            return None
        if self.knowledge.call(name) is None and not self.knowledge.is_one_of(name, "modules without parameters"):
            return Value(name=name, origins=frozenset((node,)))
        is_class = name.rpartition(".")[2][:1].isupper()
        return Value(Kind.CLASS if is_class else Kind.FUNCTION, Answer.NO, name=name)

    def _is_transparent(self, decorator: ast.expr) -> bool:
        """Whether a decorator leaves what the function returns as it is."""
        if self.grad_mode.switches(decorator) is not None:
            return True
        return self.knowledge.is_one_of(self.names.qualified(decorator_named(decorator)), "transparent decorators")

    def _by_evidence(self, node: ast.expr, value: Value) -> Value:
        evident = self.evidence.of(node)
        if evident.kind is None:
            return value
        return evident if value.term is None else replace(evident, term=value.term)

    def _attribute(self, node: ast.Attribute, env: Environment) -> Value:
        elsewhere = self.names.elsewhere(node) or self._of_library_name(node)
        if elsewhere is not None:
            return elsewhere
        base = self.evaluate(node.value, env)
        path = dotted(node)
        if path is not None and path in env:
            return env[path]
        value = self.attribute_of(base, node.attr, node)
        return value if value.is_known else self._by_evidence(node, value)

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
            if keyword.arg is not None:
                keywords[keyword.arg] = value
            else:
                keywords.update(value.entries or {"**": value})
        function = node.func
        name = self.names.qualified(function)
        if name is not None:
            if name == "super" and not arguments:
                return self._super(node)
            return self.library_call(name, arguments, keywords, node)
        if isinstance(function, ast.Call) and arguments and arguments[0].kind is Kind.FUNCTION:
            switched = self.grad_mode.switches(function)  # torch.no_grad()(function)
            if switched is Answer.NO:
                return self._without_gradients(arguments[0])
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
                    self.put(function.value, value, env, key)
            else:
                self.put(function.value, self.element(added, function) if method == "extend" else added, env)
            return NONE
        if method == "detach_" and (receiver.kind in (Kind.TENSOR, None)):
            self.detach(function.value, receiver, env)
            return DETACHED
        if method == "requires_grad_" and (path := dotted(function.value)) is not None:
            changed = self.method_value(receiver, method, arguments, keywords, node)
            if changed is not None and receiver.kind is not None:
                env[path] = changed
                return changed
        return self.method_value(receiver, method, arguments, keywords, node)

    def _grows(self, method: str) -> bool:
        return self.knowledge.is_one_of(method, "growing methods") or method in ("update", "setdefault")

    def _without_gradients(self, function: Value) -> Value:
        """A function wrapped so that it runs without gradients."""
        definition = function.definition
        if isinstance(definition, Function | ast.Lambda):
            definition = self.summary(definition)
        if isinstance(definition, FunctionSummary):
            definition = replace(definition, forces=Answer.NO)
        return replace(function, definition=definition)

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
