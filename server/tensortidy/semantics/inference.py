"""Forward inference of values: statements executed over abstract values, each function once.

Branches are joined, loop bodies are run until what they carry from one iteration to the next stays as it is.
A function's result is told in terms of its parameters, so that calls need not run its body again.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from tensortidy.knowledge import Kind
from tensortidy.semantics.definitions import Definitions
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.references import Environment
from tensortidy.semantics.structure import Scope
from tensortidy.semantics.values import (
    NONE,
    UNKNOWN,
    Answer,
    Value,
    join,
    unknown,
)

# What a loop carries is joined in each pass; the lattice is low, so that three are enough.
_PASSES = 3


class Inference(Definitions):
    """The values of every expression of one module, found when first asked for."""

    def run(self, scope: Scope) -> None:
        """Infer the values of one function, or of the module's top level, unless that is done or being done."""
        if scope in self._exits or scope in self._running:
            return
        self._running[scope] = env = self._entry(scope)
        loop_exits, self._loop_exits = self._loop_exits, []
        if isinstance(scope, ast.Lambda):
            self._given[scope] = [self.evaluate(scope.body, env)]
        elif self._block(scope.body, env):
            self._given.setdefault(scope, []).append(NONE)
        self._loop_exits = loop_exits
        self._exits[scope] = self._running.pop(scope)

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
                    self.assign(node.target, promised if not value.is_known and promised.kind else value, env)
            case ast.Expr():
                self.evaluate(node.value, env)
            case ast.Return():
                self.give(node, self.evaluate(node.value, env) if node.value is not None else NONE)
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
            case ast.For() | ast.AsyncFor() | ast.While():
                self._loop(node, env)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    value = self._entered(self.evaluate(item.context_expr, env), item.context_expr)
                    if item.optional_vars is not None:
                        self.assign(item.optional_vars, value, env)
                return self._block(node.body, env)
            case ast.Try():
                return self._try(node, env)
            case ast.Match():
                return self._match(node, env)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
                    if part is not None:
                        self.evaluate(part, env)
                env[node.name] = self.defined(node)
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

    def _entered(self, value: Value, at: ast.expr) -> Value:
        """What ``with value as …`` binds."""
        name = self.names.qualified(at.func) if isinstance(at, ast.Call) else None
        if self.knowledge.is_one_of(name, "closers of handles") and isinstance(at, ast.Call) and at.args:
            return self.values.get(at.args[0], UNKNOWN)
        if value.kind is Kind.CONTAINER:  # a generator made into a context manager
            return self.element(value, at)
        if value.definition is not None and value.kind is None:
            entered = self.method_value(value, "__enter__", (), {}, at)
            return value if entered is None else entered
        return value

    def _branches(self, bodies: Sequence[Sequence[ast.stmt]], env: Environment) -> bool:
        ends: list[Environment] = []
        for body in bodies:
            branch = dict(env)
            if self._block(body, branch):
                ends.append(branch)
        if ends:
            _replace(env, _join_environments(ends))
        return bool(ends)

    def _match(self, node: ast.Match, env: Environment) -> bool:
        subject = self.evaluate(node.subject, env)
        ends: list[Environment] = []
        exhaustive = False
        for case in node.cases:
            branch = dict(env)
            for pattern in self.structure.walk(case.pattern):
                if isinstance(pattern, ast.MatchAs | ast.MatchStar) and pattern.name is not None:
                    branch[pattern.name] = subject if pattern is case.pattern else unknown(pattern)
            if case.guard is not None:
                self.evaluate(case.guard, branch)
            elif isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None:
                exhaustive = True
            if self._block(case.body, branch):
                ends.append(branch)
        if not exhaustive:
            ends.append(env)
        if ends:
            _replace(env, _join_environments(ends))
        return bool(ends)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, env: Environment) -> None:
        for _ in range(_PASSES):
            self._loop_exits.append([])
            before = dict(env)
            if isinstance(node, ast.While):
                self.evaluate(node.test, env)
            else:
                self.assign(node.target, self.element(self.evaluate(node.iter, env), node.iter), env)
            reached = self._block(node.body, env)
            ends = [before, *self._loop_exits.pop(), *([dict(env)] if reached else [])]
            _replace(env, _join_environments(ends))
            if all(env.get(name) == value for name, value in before.items()):
                break  # nothing that was bound before is carried on in another shape
        frozen = _freezes(node)
        if frozen is not None:
            module = self.values.get(frozen, UNKNOWN)
            env[dotted(frozen) or ""] = replace(module, is_frozen=True)
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


def _freezes(node: ast.For | ast.AsyncFor | ast.While) -> ast.expr | None:
    """``for p in model.parameters(): p.requires_grad = False``: the model."""
    if isinstance(node, ast.While) or len(node.body) != 1 or not isinstance(node.target, ast.Name):
        return None
    called = node.iter.func if isinstance(node.iter, ast.Call) else None
    if not isinstance(called, ast.Attribute) or called.attr != "parameters":
        return None
    match node.body[0]:
        case (
            ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id=name), attr="requires_grad")], value=ast.Constant(value=False)
            )
            | ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="requires_grad_"), args=[ast.Constant(value=False)]
                )
            )
        ):
            return called.value if name == node.target.id and dotted(called.value) else None
    return None


def _join_environments(ends: Sequence[Environment]) -> Environment:
    joined = dict(ends[0])
    for other in ends[1:]:
        for name, value in other.items():
            known = joined.get(name)
            if known is not value:
                joined[name] = value if known is None else join(known, value)
    return joined


def _replace(env: Environment, other: Environment) -> None:
    env.clear()
    env.update(other)
