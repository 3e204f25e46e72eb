"""Expressions evaluated over abstract values."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod

from tensortidy.knowledge import torch
from tensortidy.knowledge.facts import Kind
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.evidence import Evidence, dotted
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.values import (
    ARRAY,
    DETACHED,
    NONE,
    NUMBER,
    STRING,
    UNKNOWN,
    Answer,
    Value,
    container,
    join,
    join_all,
)

Environment = dict[str, Value]
"""The values of variables, and of attribute chains like ``self.loss``, at one point of a function."""


class Evaluation(ABC):
    """What expressions evaluate to. Statements, and calls of functions of the file, are left to the subclass."""

    def __init__(
        self, structure: Structure, names: Names, classes: Classes, grad_mode: GradMode, evidence: Evidence
    ) -> None:
        self.structure = structure
        self.names = names
        self.classes = classes
        self.grad_mode = grad_mode
        self.evidence = evidence
        self.values: dict[ast.AST, Value] = {}
        self.proved: set[ast.AST] = set()
        """Origins of unknown values on which backward() is called: tensors of a graph."""
        self.fed: set[ast.AST] = set()
        """Calls of unknown things that are given a tensor of a graph."""

    @abstractmethod
    def call(self, node: ast.Call, env: Environment) -> Value:
        """The value of a call."""

    @abstractmethod
    def outer(self, name: str, at: ast.AST) -> Value:
        """The value of a name that belongs to an enclosing scope."""

    @abstractmethod
    def attribute(self, owner: ast.ClassDef, name: str) -> Value:
        """What a class's methods assign to an attribute."""

    def evaluate(self, node: ast.expr, env: Environment) -> Value:
        """Evaluate an expression and remember its value, joined with those of earlier times."""
        value = self._evaluate(node, env)
        if value.kind is None and not value.maybe and not value.origins:
            value = Value(
                None, value.graph, definition=value.definition, name=value.name, origins=frozenset({node}),
                assumptions=value.assumptions,
            )  # fmt: skip
        known = self.values.get(node)
        self.values[node] = value if known is None else join(known, value)
        return value

    def instance(self, definition: ast.ClassDef) -> Value:
        """An object of a class of this file."""
        kind = Kind.MODULE if self.classes.is_module(definition) is Answer.YES else None
        return Value(kind, Answer.NO if kind else Answer.UNKNOWN, definition=definition)

    def assign(self, target: ast.expr, value: Value, env: Environment) -> None:
        """Bind a target, or each part of one that unpacks."""
        if isinstance(target, ast.Tuple | ast.List):
            for at, element in enumerate(target.elts):
                starred = isinstance(element, ast.Starred)
                if len(value.items) == len(target.elts) and not starred:
                    part = value.items[at]
                else:
                    part = self.element(value, target)
                self.assign(element.value if starred else element, container(part) if starred else part, env)  # type: ignore[attr-defined]
            return
        known = self.values.get(target)
        self.values[target] = value if known is None else join(known, value)
        path = dotted(target)
        if path is not None:
            for name in [name for name in env if name.startswith(f"{path}.")]:
                del env[name]  # the object has changed, and its attributes with it
            env[path] = value
        elif isinstance(target, ast.Subscript):
            self.evaluate(target.value, env)
            self.evaluate(target.slice, env)
            self.put(target.value, value, env)

    def element(self, value: Value, at: ast.AST) -> Value:
        """What iterating over, or indexing, a value gives."""
        if value.kind is Kind.CONTAINER:
            return value.elements or UNKNOWN
        if value.kind is Kind.TENSOR:
            return value
        if value.kind is Kind.LOADER:
            return DETACHED
        if value.kind is Kind.STRING:
            return STRING
        return Value(origins=frozenset({at}))

    def arithmetic(self, at: ast.AST, *operands: Value) -> Value:
        """The result of an operator over values."""
        kinds = [operand.kind for operand in operands]
        if Kind.TENSOR in kinds:
            return self.derived(at, operands)
        if all(kind is Kind.NUMBER for kind in kinds):
            return NUMBER
        if Kind.ARRAY in kinds:
            return ARRAY
        if Kind.STRING in kinds:
            return STRING
        if Kind.CONTAINER in kinds:
            held = [operand.elements for operand in operands if operand.elements is not None]
            return container(join_all(held) if held else None)
        origins = frozenset().union(*(operand.origins for operand in operands))
        graph = Answer.UNKNOWN
        return Value(None, graph, origins=origins, assumptions=assumptions_of(operands))

    # ------------------------------------------------------------ by kind of expression

    def _evaluate(self, node: ast.expr, env: Environment) -> Value:
        match node:
            case ast.Constant():
                return _constant(node.value)
            case ast.Name():
                return self._name(node, env)
            case ast.Attribute():
                return self._attribute(node, env)
            case ast.Call():
                return self.call(node, env)
            case ast.BinOp():
                return self.arithmetic(node, self.evaluate(node.left, env), self.evaluate(node.right, env))
            case ast.UnaryOp():
                operand = self.evaluate(node.operand, env)
                return NUMBER if isinstance(node.op, ast.Not) else self.arithmetic(node, operand)
            case ast.BoolOp():
                return join_all([self.evaluate(value, env) for value in node.values])
            case ast.Compare():
                operands = [self.evaluate(part, env) for part in (node.left, *node.comparators)]
                return DETACHED if any(operand.kind is Kind.TENSOR for operand in operands) else NUMBER
            case ast.IfExp():
                self.evaluate(node.test, env)
                return join(self.evaluate(node.body, env), self.evaluate(node.orelse, env))
            case ast.Tuple() | ast.List() | ast.Set():
                return container(items=tuple(self.evaluate(element, env) for element in node.elts))
            case ast.Dict():
                for key in node.keys:
                    if key is not None:
                        self.evaluate(key, env)
                values = [self.evaluate(value, env) for value in node.values]
                return container(join_all(values) if values else None)
            case ast.Subscript():
                return self._subscript(node, env)
            case ast.Starred() | ast.Await():
                return self.evaluate(node.value, env)
            case ast.NamedExpr():
                value = self.evaluate(node.value, env)
                self.assign(node.target, value, env)
                return value
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                inner = self._comprehension(node.generators, env)
                return container(self.evaluate(node.elt, inner))
            case ast.DictComp():
                inner = self._comprehension(node.generators, env)
                self.evaluate(node.key, inner)
                return container(self.evaluate(node.value, inner))
            case ast.Lambda():
                return Value(Kind.FUNCTION, Answer.NO, definition=node)
            case ast.JoinedStr():
                for part in node.values:
                    self.evaluate(part, env)
                return STRING
            case ast.FormattedValue() | ast.Yield() | ast.YieldFrom():
                if node.value is not None:
                    self.evaluate(node.value, env)
                return UNKNOWN
            case ast.Slice():
                for bound in (node.lower, node.upper, node.step):
                    if bound is not None:
                        self.evaluate(bound, env)
        return UNKNOWN

    def _name(self, node: ast.Name, env: Environment) -> Value:
        value = env.get(node.id)
        if value is None:
            definition = self.names.definition(node)
            if definition is not None:
                kind = Kind.CLASS if isinstance(definition, ast.ClassDef) else Kind.FUNCTION
                decorated = isinstance(definition, Function) and definition.decorator_list
                return Value(kind, Answer.NO, definition=None if decorated else definition)
            value = self.outer(node.id, node)
        return self._by_evidence(node, value)

    def _by_evidence(self, node: ast.expr, value: Value) -> Value:
        if value.kind is None and not value.maybe and value.definition is None:
            evident = self.evidence.of(node)
            if evident.kind is not None:
                return evident
        return value

    def _attribute(self, node: ast.Attribute, env: Environment) -> Value:
        base = self.evaluate(node.value, env)
        path = dotted(node)
        if path is not None and path in env:
            return env[path]
        if base.kind is Kind.TENSOR:
            if node.attr in torch.TENSOR_NUMBERS:
                return NUMBER
            return DETACHED if node.attr in torch.TENSOR_DETACHED else base
        if isinstance(base.definition, ast.ClassDef):
            found = self.attribute(base.definition, node.attr)
            if found.kind is not None or found.maybe or found.definition is not None:
                return found
        if base.kind is Kind.MODULE and node.attr in ("weight", "bias"):
            return Value(Kind.TENSOR, Answer.YES, name="torch.nn.Parameter", assumptions=base.assumptions)
        if node.attr == "data" and base.kind is None and base.origins:
            return UNKNOWN
        return self._by_evidence(node, UNKNOWN)

    def _subscript(self, node: ast.Subscript, env: Environment) -> Value:
        base = self.evaluate(node.value, env)
        self.evaluate(node.slice, env)
        if base.items and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
            at = node.slice.value
            if -len(base.items) <= at < len(base.items):
                return base.items[at]
        if base.kind is Kind.TENSOR:
            return base
        if base.kind is Kind.MODULE:
            return Value(Kind.MODULE, Answer.NO, assumptions=base.assumptions)
        return self.element(base, node)

    def _comprehension(self, generators: list[ast.comprehension], env: Environment) -> Environment:
        inner = dict(env)
        for generator in generators:
            self.assign(generator.target, self.element(self.evaluate(generator.iter, inner), generator.iter), inner)
            for condition in generator.ifs:
                self.evaluate(condition, inner)
        return inner

    def put(self, holder: ast.expr, value: Value, env: Environment) -> None:
        """Put a value into a container variable."""
        path = dotted(holder)
        known = env.get(path) if path else None
        if path and known is not None and known.kind is Kind.CONTAINER:
            env[path] = container(join(known.elements, value) if known.elements else value)

    def derived(self, at: ast.AST, operands: list[Value] | tuple[Value, ...]) -> Value:
        """A tensor computed from operands."""
        mode = self.grad_mode.at(at)
        if mode is Answer.NO:
            return DETACHED
        graph = Answer.any(operand.graph for operand in operands)
        if mode is Answer.UNKNOWN and graph is Answer.YES:
            graph = Answer.UNKNOWN
        origins = frozenset().union(*(operand.origins for operand in operands))
        return Value(Kind.TENSOR, graph, origins=origins, assumptions=assumptions_of(operands))


def _constant(value: object) -> Value:
    if value is None:
        return NONE
    return STRING if isinstance(value, str | bytes) else NUMBER


def assumptions_of(values: list[Value] | tuple[Value, ...]) -> tuple[str, ...]:
    """What several values together rest on, each thing once."""
    return tuple(dict.fromkeys(text for value in values for text in value.assumptions))
