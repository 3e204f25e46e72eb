"""Forward inference of values: statements executed over abstract values, function by function.

Branches are joined, loop bodies are run until nothing changes (twice is enough for this lattice), a
call of a function of the file runs that function's body over the values that it is given.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tensortidy.knowledge import torch
from tensortidy.knowledge.facts import Kind
from tensortidy.semantics.calls import CallEvaluation
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.evaluation import Environment
from tensortidy.semantics.evidence import Evidence, dotted
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.names import Names, parameters
from tensortidy.semantics.structure import Function, Scope, Structure
from tensortidy.semantics.values import (
    NONE,
    UNKNOWN,
    Answer,
    Value,
    join,
    join_all,
)

# Calls are followed this deep; a chain of helpers longer than that is rare and costs time.
_CALL_DEPTH = 3


class Inference(CallEvaluation):
    """The values of every expression of one module, found when first asked for."""

    def __init__(
        self, structure: Structure, names: Names, classes: Classes, grad_mode: GradMode, evidence: Evidence
    ) -> None:
        super().__init__(structure, names, classes, grad_mode, evidence)
        self._exits: dict[ast.AST, Environment] = {}
        self._running: dict[ast.AST, Environment] = {}
        self._returned: dict[ast.AST, list[Value]] = {}
        self._loop_exits: list[list[Environment]] = []
        self._summaries: dict[tuple[ast.AST, tuple[Value, ...]], Value] = {}
        self._depth = 0

    def value(self, node: ast.expr) -> Value:
        """What an expression may hold, over all times that it is evaluated."""
        self.run(self.structure.function(node) or self.structure.module)
        return self.values.get(node, UNKNOWN)

    def run(self, scope: Scope) -> None:
        """Infer the values of one function, or of the module's top level, unless that is done or being done."""
        if scope in self._exits or scope in self._running:
            return
        self._running[scope] = self._entry(scope)
        if isinstance(scope, ast.Lambda):
            self._returned[scope] = [self.evaluate(scope.body, self._running[scope])]
        else:
            self._block(scope.body, self._running[scope])
        self._exits[scope] = self._running.pop(scope)

    def returns(self, function: Function | ast.Lambda) -> Value:
        """What a function returns, whatever it is called with."""
        self.run(function)
        return join_all(self._returned.get(function, [NONE]))

    # ------------------------------------------------------------ what evaluation asks

    def call_function(self, function: Function | ast.Lambda, arguments: tuple[Value, ...]) -> Value:
        """The value of a call of a function of this file, its body run over the arguments' values."""
        key = (function, arguments)
        if key in self._summaries:
            return self._summaries[key]
        if self._depth >= _CALL_DEPTH or isinstance(function, ast.Lambda):
            return UNKNOWN if self._depth >= _CALL_DEPTH else self.returns(function)
        self._summaries[key] = UNKNOWN  # recursion adds nothing
        entry = self._entry(function)
        for parameter, value in zip(parameters(function.args), arguments, strict=False):
            if value is not UNKNOWN:
                entry[parameter.arg] = value
        inner = Inference(self.structure, self.names, self.classes, self.grad_mode, self.evidence)
        inner._exits, inner._running = self._exits, {**self._running, function: entry}
        inner._depth, inner._summaries = self._depth + 1, self._summaries
        inner._block(function.body, entry)
        self._summaries[key] = join_all(inner._returned.get(function, [NONE]))
        return self._summaries[key]

    def outer(self, name: str, at: ast.AST) -> Value:
        """The value of a name that belongs to an enclosing scope."""
        scope = self.names.binding_scope(name, at)
        if scope is None or isinstance(scope, ast.ClassDef):
            return UNKNOWN
        self.run(scope)
        known = self._exits.get(scope) or self._running.get(scope) or {}
        return known.get(name, UNKNOWN)

    def attribute(self, owner: ast.ClassDef, name: str) -> Value:
        """The join of everything that a class's methods assign to ``self.<name>``."""
        values = []
        for statement in self.classes.assignments(owner, name):
            if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
                values.append(self.value(statement.value))
            elif isinstance(statement, ast.AugAssign):
                values.append(self.values.get(statement.target, UNKNOWN))
            else:
                values.append(UNKNOWN)
        meaningful = [value for value in values if value.kind is not Kind.NONE]
        return join_all(meaningful or values)

    # ------------------------------------------------------------ entering a function

    def _entry(self, scope: Scope) -> Environment:
        entry: Environment = {}
        if not isinstance(scope, Function | ast.Lambda):
            return entry
        for parameter in parameters(scope.args):
            entry[parameter.arg] = self._parameter(parameter)
        if isinstance(scope, Function):
            this = self.classes.self_name(scope)
            owner = self.structure.parent(scope)
            if this is not None and isinstance(owner, ast.ClassDef):
                entry[this] = self.instance(owner)
        return entry

    def _parameter(self, parameter: ast.arg) -> Value:
        if parameter.annotation is None:
            return Value(origins=frozenset({parameter}))
        return self._annotated(parameter.annotation, parameter)

    def _annotated(self, annotation: ast.expr, origin: ast.AST) -> Value:
        """The value that a type annotation promises."""
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            return Value(origins=frozenset({origin}))
        if isinstance(annotation, ast.BinOp):  # Tensor | None
            sides = [self._annotated(side, origin) for side in (annotation.left, annotation.right)]
            return next((side for side in sides if side.kind not in (None, Kind.NONE)), UNKNOWN)
        if isinstance(annotation, ast.Subscript):
            if self.names.qualified(annotation.value) == "typing.Optional":
                return self._annotated(annotation.slice, origin)
            annotation = annotation.value
        local = self.names.definition(annotation)
        if isinstance(local, ast.ClassDef):
            return self.instance(local)
        kind = _ANNOTATIONS.get(self.names.qualified(annotation) or "")
        if kind is not None:
            graph = Answer.UNKNOWN if kind is Kind.TENSOR else Answer.NO
            return Value(kind, graph, origins=frozenset({origin}))
        return Value(origins=frozenset({origin}))

    # ------------------------------------------------------------ statements

    def _block(self, statements: Sequence[ast.stmt], env: Environment) -> bool:
        """Run statements over ``env``, changing it; False when control never reaches their end."""
        return all(self._statement(statement, env) for statement in statements)

    def _statement(self, node: ast.stmt, env: Environment) -> bool:
        match node:
            case ast.Assign():
                value = self.evaluate(node.value, env)
                for target in node.targets:
                    self.assign(target, value, env)
            case ast.AugAssign():
                value = self.arithmetic(node, self.evaluate(node.target, env), self.evaluate(node.value, env))
                self.assign(node.target, value, env)
            case ast.AnnAssign():
                if node.value is not None:
                    value = self.evaluate(node.value, env)
                    promised = self._annotated(node.annotation, node)
                    self.assign(node.target, promised if value.kind is None and promised.kind else value, env)
            case ast.Expr():
                self.evaluate(node.value, env)
            case ast.Return():
                value = self.evaluate(node.value, env) if node.value is not None else NONE
                function = self.structure.function(node)
                if function is not None:
                    self._returned.setdefault(function, []).append(value)
                return False
            case ast.Raise():
                for part in (node.exc, node.cause):
                    if part is not None:
                        self.evaluate(part, env)
                return False
            case ast.Break() | ast.Continue():
                if self._loop_exits:
                    self._loop_exits[-1].append(dict(env))
                return False
            case ast.If():
                self.evaluate(node.test, env)
                return self._branches([node.body, node.orelse], env)
            case ast.For() | ast.AsyncFor():
                self._loop(node, env)
            case ast.While():
                self._loop(node, env)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    value = self.evaluate(item.context_expr, env)
                    if item.optional_vars is not None:
                        self.assign(item.optional_vars, value, env)
                return self._block(node.body, env)
            case ast.Try():
                return self._try(node, env)
            case ast.Match():
                self.evaluate(node.subject, env)
                return self._branches([*(case.body for case in node.cases), []], env)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for decorator in node.decorator_list:
                    self.evaluate(decorator, env)
                plain = not node.decorator_list
                env[node.name] = Value(Kind.FUNCTION, Answer.NO, definition=node if plain else None)
            case ast.ClassDef():
                env[node.name] = Value(Kind.CLASS, Answer.NO, definition=node)
                self._block(node.body, dict(env))
            case ast.Delete():
                for target in node.targets:
                    env.pop(dotted(target) or "", None)
            case ast.Assert():
                self.evaluate(node.test, env)
            case ast.Import() | ast.ImportFrom():
                for alias in node.names:
                    env.pop(alias.asname or alias.name.partition(".")[0], None)
        return True

    def _branches(self, bodies: Sequence[Sequence[ast.stmt]], env: Environment) -> bool:
        ends: list[Environment] = []
        for body in bodies:
            branch = dict(env)
            if self._block(body, branch):
                ends.append(branch)
        if ends:
            _replace(env, _join_environments(ends))
        return bool(ends)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, env: Environment) -> None:
        for _ in range(2):
            self._loop_exits.append([])
            before = dict(env)
            if isinstance(node, ast.While):
                self.evaluate(node.test, env)
            else:
                self.assign(node.target, self.element(self.evaluate(node.iter, env), node.iter), env)
            reached = self._block(node.body, env)
            ends = [before, *self._loop_exits.pop(), *([dict(env)] if reached else [])]
            _replace(env, _join_environments(ends))
        self._block(node.orelse, env)

    def _try(self, node: ast.Try, env: Environment) -> bool:
        before = dict(env)
        reached = self._block(node.body, env)
        ends = [dict(env)] if reached and self._block(node.orelse, env) else []
        if ends:
            ends = [dict(env)]
        for handler in node.handlers:
            branch = _join_environments([before, env])
            if handler.type is not None:
                self.evaluate(handler.type, branch)
            if self._block(handler.body, branch):
                ends.append(branch)
        _replace(env, _join_environments(ends or [before, dict(env)]))
        return self._block(node.finalbody, env) and bool(ends)


def _join_environments(ends: Sequence[Environment]) -> Environment:
    joined = dict(ends[0])
    for other in ends[1:]:
        for name, value in other.items():
            joined[name] = join(joined[name], value) if name in joined else value
    return joined


def _replace(env: Environment, other: Environment) -> None:
    env.clear()
    env.update(other)


_ANNOTATIONS: dict[str, Kind] = {
    "torch.Tensor": Kind.TENSOR,
    "torch.FloatTensor": Kind.TENSOR,
    "torch.LongTensor": Kind.TENSOR,
    "torch.optim.Optimizer": Kind.OPTIMIZER,
    "torch.utils.data.DataLoader": Kind.LOADER,
    "torch.utils.data.Dataset": Kind.DATASET,
    "numpy.ndarray": Kind.ARRAY,
    "float": Kind.NUMBER,
    "int": Kind.NUMBER,
    "bool": Kind.NUMBER,
    "str": Kind.STRING,
    "keras.Model": Kind.KERAS_MODEL,
    **dict.fromkeys(torch.MODULE_BASES, Kind.MODULE),
}
