"""Expressions evaluated over abstract values."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Sequence

from tensortidy.knowledge import Kind
from tensortidy.semantics.assignments import Environment, key_of
from tensortidy.semantics.references import References
from tensortidy.semantics.values import (
    DETACHED,
    FALSE,
    NONE,
    NUMBER,
    STRING,
    TRUE,
    UNKNOWN,
    Answer,
    Value,
    container,
    join,
    join_all,
)


class Evaluation(References):
    """What expressions evaluate to. Statements are left to the subclass."""

    @abstractmethod
    def give(self, node: ast.AST, value: Value) -> None:
        """Take note of what the function around a ``return`` or ``yield`` gives its caller."""

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
                return self._call(node, env)
            case ast.BinOp():
                return self.arithmetic(node, self.evaluate(node.left, env), self.evaluate(node.right, env))
            case ast.UnaryOp():
                operand = self.evaluate(node.operand, env)
                return NUMBER if isinstance(node.op, ast.Not) else self.arithmetic(node, operand)
            case ast.BoolOp():
                return join_all([self.evaluate(value, env) for value in node.values])
            case ast.Compare():
                operands = [self.evaluate(part, env) for part in (node.left, *node.comparators)]
                identity = all(isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn) for op in node.ops)
                tensor = any(operand.kind is Kind.TENSOR for operand in operands)
                return DETACHED if tensor and not identity else NUMBER
            case ast.IfExp():
                self.evaluate(node.test, env)
                return join(self.evaluate(node.body, env), self.evaluate(node.orelse, env))
            case ast.Tuple() | ast.List() | ast.Set():
                return self._sequence(node.elts, env)
            case ast.Dict():
                return self._dict(node, env)
            case ast.Subscript():
                base = self.evaluate(node.value, env)
                self.evaluate(node.slice, env)
                if base.kind is Kind.CLASS:
                    return base  # Generic[T]
                if isinstance(node.slice, ast.Slice) and base.kind is Kind.CONTAINER:
                    return container(base.elements)
                return self.index(base, key_of(node.slice), node)
            case ast.Starred():
                return self.evaluate(node.value, env)
            case ast.Await():
                awaited = self.evaluate(node.value, env)
                return awaited.elements if awaited.kind is None and awaited.elements is not None else UNKNOWN
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
            case ast.FormattedValue():
                self.evaluate(node.value, env)
                return STRING
            case ast.Yield() | ast.YieldFrom():
                value = self.evaluate(node.value, env) if node.value is not None else NONE
                self.give(node, self.element(value, node) if isinstance(node, ast.YieldFrom) else value)
                return UNKNOWN
            case ast.Slice():
                for bound in (node.lower, node.upper, node.step):
                    if bound is not None:
                        self.evaluate(bound, env)
        return UNKNOWN

    def _sequence(self, elements: Sequence[ast.expr], env: Environment) -> Value:
        values = [self.evaluate(element, env) for element in elements]
        if any(isinstance(element, ast.Starred) for element in elements):
            parts = [
                self.element(value, element) if isinstance(element, ast.Starred) else value
                for element, value in zip(elements, values, strict=True)
            ]
            return container(join_all(parts))
        return container(items=tuple(values)) if len(values) <= 16 else container(join_all(values))

    def _dict(self, node: ast.Dict, env: Environment) -> Value:
        entries: dict[str, Value] = {}
        others: list[Value] = []
        for key, written in zip(node.keys, node.values, strict=True):
            value = self.evaluate(written, env)
            if key is None:  # **other
                entries.update(value.entries)
                if not value.entries:
                    others.append(self.element(value, node))
                continue
            self.evaluate(key, env)
            name = key_of(key)
            if name and len(entries) < 16:
                entries[name] = value
            else:
                others.append(value)
        if others:
            return container(join_all([*others, *entries.values()]))
        return container(entries=tuple(entries.items()))

    def _comprehension(self, generators: list[ast.comprehension], env: Environment) -> Environment:
        inner = dict(env)
        for generator in generators:
            self.assign(generator.target, self.iterated(self.evaluate(generator.iter, inner), generator.iter), inner)
            for condition in generator.ifs:
                self.evaluate(condition, inner)
        return inner


def _constant(value: object) -> Value:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return STRING if isinstance(value, str | bytes) else NUMBER
