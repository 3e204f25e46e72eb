"""Forward inference of values: statements executed over abstract values, each function once.

Branches are joined, loop bodies are run until what they carry from one iteration to the next stays as it is.
A function's result is told in terms of its parameters, so that calls need not run its body again.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from tensortidy.budget import Evaluations
from tensortidy.knowledge import Kind
from tensortidy.semantics.assignments import Environment, join_environments, take_over
from tensortidy.semantics.definitions import Definitions
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.freezing import frozen_by
from tensortidy.semantics.replays import Replays, is_remembered
from tensortidy.semantics.shapes import headers
from tensortidy.semantics.structure import Function, Scope
from tensortidy.semantics.summaries import Does, Effect, FunctionSummary
from tensortidy.semantics.values import (
    NONE,
    UNKNOWN,
    Answer,
    Value,
    unknown,
)

# What loops carry is joined in each pass over the outermost of them; the lattice is low, so that a few are enough.
_PASSES = 8


class Inference(Definitions):
    """The values of every expression of one module, found when first asked for."""

    def advance(self, give_way: Callable[[], None], quiet: Sequence[Function] = ()) -> None:
        """Be ready for questions about a newer text; ``quiet`` as in ``Names.advance``."""
        self.evaluations = Evaluations()
        if self.replays is not None:
            self.replays.advance()
        module = self.structure.module
        for function in quiet if module in self._exits else ():
            bound = self._exits[module].pop(function.name, None)
            if bound is None and self.structure.parent(function) is module:
                self._exits[module][function.name] = self.defined(function)
        self.give_way = self.structure.give_way = give_way

    def run(self, scope: Scope) -> None:
        """Infer the values of one function, or of the module's top level, unless that is done or being done."""
        if scope in self._exits or scope in self._running:
            return
        self.run_callers(scope)
        if scope in self._exits or scope in self._running:  # a caller has run it
            return
        self.give_way()
        if self.replays is not None and not self.replays.is_long(scope) and self.replays.is_first(scope):
            for node in self.structure.nodes_of(scope):
                self.values.pop(node, None)
                self._carried_on.pop(node, None)
        self._running[scope] = env = self._entry(scope)
        loops = self._loop_exits, self._is_settled
        self._loop_exits = []
        if isinstance(scope, ast.Lambda):
            self._given[scope] = [self.evaluate(scope.body, env)]
        elif self._block(scope.body, env) and not self.grad_mode.uses.is_generator(scope):
            self._given.setdefault(scope, []).append(NONE)
        self._loop_exits, self._is_settled = loops
        self._exits[scope] = self._running.pop(scope)

    def run_callers(self, scope: Scope) -> None:
        """Run the scopes that call a function first, so that it is known what they give."""
        if not isinstance(scope, Function) or scope in self._entering:
            return
        self._entering.add(scope)
        for caller in (self.structure.module, *map(self.structure.scope, self.grad_mode.callers(scope))):
            if isinstance(caller, ast.Module | Function):
                self.run(caller)
        self._entering.discard(scope)

    def rerun(self, function: Function | ast.Lambda) -> None:
        """Infer the values of a function again, on top of what is known."""
        del self._exits[function]
        self.run(function)

    # ------------------------------------------------------------ statements

    def _block(self, statements: Sequence[ast.stmt], env: Environment) -> bool:
        """Run statements over ``env``, changing it; False when control never reaches their end."""
        replays = self.replays
        if replays is None or not statements:
            return all(self._statement(statement, env) for statement in statements)
        function = self.structure.function(statements[0])
        if not replays.is_long(function or self.structure.module):
            return all(self._statement(statement, env) for statement in statements)
        given = self._given.setdefault(function, []) if function is not None else []
        exits = self._loop_exits[-1] if self._loop_exits else []
        return all(self._replayed(statement, env, exits, given, replays) for statement in statements)

    def _replayed(
        self, node: ast.stmt, env: Environment, exits: list[Environment], given: list[Value], replays: Replays
    ) -> bool:
        """Run a statement, or do what it did the last time where that is the same.

        ``exits`` and ``given`` are what its loop's body leaves with so far, and what its function gives.
        """
        run = replays.find(node, env)
        if run is not None:
            run.apply(env, exits)
            given.extend(run.given)
            return run.goes_on
        if not is_remembered(node):
            return self._statement(node, env)
        if replays.is_first(node):
            self._carried_on.pop(node, None)
            for part in headers(node):
                for inner in self.structure.walk(part):
                    self.values.pop(inner, None)
        before, left, many = dict(env), len(exits), len(given)
        goes_on = self._statement(node, env)
        replays.remember(node, before, env, exits[left:], given[many:], goes_on=goes_on)
        return goes_on

    def _statement(self, node: ast.stmt, env: Environment) -> bool:
        match node:
            case ast.Assign():
                value = self.evaluate(node.value, env)
                for target in node.targets:
                    self.assign(target, value, env)
            case ast.AugAssign():
                value = self.arithmetic(node, self._evaluate(node.target, env), self.evaluate(node.value, env))
                self.assign(node.target, value, env)
            case ast.AnnAssign():
                if node.value is not None:
                    value = self.evaluate(node.value, env)
                    promised = self.annotated(node.annotation, node)
                    self.assign(node.target, promised if not value.is_known and promised.kind else value, env)
            case ast.Expr():
                self.evaluate(node.value, env)
                if isinstance(node.value, ast.Call):
                    self._apply_effects(node.value, env)
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
                    if isinstance(target, ast.Subscript):
                        self.evaluate(target.value, env)
                    env.pop(dotted(target) or "", None)
            case ast.Assert():
                self.evaluate(node.test, env)
            case ast.Import() | ast.ImportFrom():
                for alias in node.names:
                    env.pop(alias.asname or alias.name.partition(".")[0], None)
        return True

    def _apply_effects(self, call: ast.Call, env: Environment) -> None:
        """What a call of a function of the project does to variables that it is given: ``truncate(state)``."""
        called = self.values.get(call.func)
        definition = called.definition if called is not None and called.kind is Kind.FUNCTION else None
        if isinstance(definition, Function):
            definition = self.summary(definition)
        if not isinstance(definition, FunctionSummary) or not definition.effects:
            return
        for parameter, given in zip(definition.positional, call.args, strict=False):
            if Effect(Does.DETACHES, parameter) in definition.effects:
                self.detach(given, self.values.get(given, UNKNOWN), env)

    def _entered(self, value: Value, at: ast.expr) -> Value:
        """What ``with value as …`` binds."""
        name = self.names.qualified(at.func) if isinstance(at, ast.Call) else None
        if self.knowledge.is_one_of(name, "closers of handles") and isinstance(at, ast.Call) and at.args:
            return self.values.get(at.args[0], UNKNOWN)
        if value.kind is None and value.elements is not None:  # a generator made into a context manager
            return value.elements
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
            take_over(env, join_environments(ends))
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
            take_over(env, join_environments(ends))
        return bool(ends)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, env: Environment) -> None:
        if self._loop_exits:  # in another loop, whose passes are its own
            self._iterate(node, env)
        else:
            for _ in range(_PASSES):
                self._is_settled = True
                self._iterate(node, env)
                if self._is_settled:
                    break
        frozen = frozen_by(node)
        if frozen is not None:
            module, all_of_it = self.values.get(frozen[0], UNKNOWN), frozen[1]
            changed = replace(module, is_frozen=True) if all_of_it else replace(module, graph=Answer.UNKNOWN)
            env[dotted(frozen[0]) or ""] = changed
        self._block(node.orelse, env)

    def _iterate(self, node: ast.For | ast.AsyncFor | ast.While, env: Environment) -> None:
        """Run a loop's body once, on top of what earlier iterations carry on; notices whether they carry on more."""
        before = join_environments([env, self._carried_on.get(node, {})])
        take_over(env, before)
        self._loop_exits.append([])
        if isinstance(node, ast.While):
            self.evaluate(node.test, env)
        else:
            self.assign(node.target, self.iterated(self.evaluate(node.iter, env), node.iter), env)
        reached = self._block(node.body, env)
        ends = [before, *self._loop_exits.pop(), *([env] if reached else [])]
        self._carried_on[node] = joined = join_environments(ends)
        take_over(env, joined)
        if not all(joined[name].is_like(value) for name, value in before.items()):
            self._is_settled = False

    def _try(self, node: ast.Try, env: Environment) -> bool:
        before = dict(env)
        reached = self._block(node.body, env)
        ends = [dict(env)] if reached and self._block(node.orelse, env) else []
        if ends:
            ends = [dict(env)]
        for handler in node.handlers:
            branch = join_environments([before, env])
            if handler.type is not None:
                self.evaluate(handler.type, branch)
            if self._block(handler.body, branch):
                ends.append(branch)
        take_over(env, join_environments(ends or [before, dict(env)]))
        function = self.structure.function(node)
        given = self._given.get(function, []) if function is not None else []
        earlier = list(given)
        if not self._block(node.finalbody, env) and len(given) > len(earlier):
            given[: len(earlier)] = []  # a return in `finally` wins
        return bool(ends)
