"""Statements: where control goes, and what variables hold there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from tensortidy.semantics.hybridization.frames import Arguments, Frame
from tensortidy.semantics.hybridization.importing import Importing
from tensortidy.semantics.hybridization.objects import ELEMENT, NOTHING, Class, Container, Instance, Things
from tensortidy.semantics.hybridization.operators import OPERATORS
from tensortidy.semantics.hybridization.things import NONE, in_order, widened

# Loops are run so many times at most; what they carry has mostly settled by then.
_MOST_PASSES = 3


class Statements(Importing):
    """What statements do."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self._executors: dict[type[ast.AST], Callable[[ast.stmt, Frame], None]] = {
            getattr(ast, name.removeprefix("_run_")): getattr(self, name)
            for name in dir(type(self))
            if name.startswith("_run_") and hasattr(ast, name.removeprefix("_run_"))
        }

    def execute(self, block: Sequence[ast.stmt], frame: Frame) -> None:
        """Run statements one after another, until one of them leaves."""
        for statement in block:
            if frame.env is None:
                return
            executor = self._executors.get(type(statement))
            if executor is not None:
                executor(statement, frame)

    # ------------------------------------------------------------ plain ones

    def _run_Expr(self, node: ast.Expr, frame: Frame) -> None:
        self.evaluate(node.value, frame)

    def _run_Assign(self, node: ast.Assign, frame: Frame) -> None:
        held = self.evaluate(node.value, frame)
        for target in node.targets:
            self.store(target, held, frame, node)

    def _run_AnnAssign(self, node: ast.AnnAssign, frame: Frame) -> None:
        if node.value is not None:
            self.store(node.target, self.evaluate(node.value, frame), frame, node)

    def _run_AugAssign(self, node: ast.AugAssign, frame: Frame) -> None:
        before = self.evaluate(node.target, frame)
        added = self.evaluate(node.value, frame)
        lists = [thing for thing in before if isinstance(thing, Container) and thing.kind in ("list", "set", "dict")]
        for thing in lists:  # `x += [1]` changes the list that x is
            self.write(thing, ELEMENT, self.element(added, node, frame), node, frame, "extends a list in place")
        if lists and isinstance(node.target, ast.Name) and len(lists) == len(before):
            return
        held = self.operation(OPERATORS[type(node.op)], before, added, node, frame)
        self.store(node.target, held, frame, node)

    def _run_Return(self, node: ast.Return, frame: Frame) -> None:
        if node.value is not None:
            self.give(frame, self.evaluate(node.value, frame))
        frame.env = None

    def _run_Raise(self, node: ast.Raise, frame: Frame) -> None:
        if node.exc is not None:
            self.evaluate(node.exc, frame)
        frame.env = None

    def _run_Assert(self, node: ast.Assert, frame: Frame) -> None:
        self.decide(node.test, frame)

    def _run_Delete(self, node: ast.Delete, frame: Frame) -> None:
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                owners = self.evaluate(target.value, frame)
                self.set_item(owners, self.evaluate(target.slice, frame), NOTHING, node, frame)
            elif isinstance(target, ast.Attribute):
                self.delete_attribute(self.evaluate(target.value, frame), target.attr, node, frame)

    # ------------------------------------------------------------ branches

    def _run_If(self, node: ast.If, frame: Frame) -> None:
        self.decide(node.test, frame)
        if frame.env is None:
            return
        before = frame.env
        frame.env = dict(before)
        self.execute(node.body, frame)
        after = frame.env
        frame.env = before
        self.execute(node.orelse, frame)
        frame.env = joined(after, frame.env)

    def _run_For(self, node: ast.For, frame: Frame) -> None:
        self._loop(node, lambda: self.iterate(node.target, node.iter, node, frame), frame)

    def _run_AsyncFor(self, node: ast.AsyncFor, frame: Frame) -> None:
        self._loop(node, lambda: self.iterate(node.target, node.iter, node, frame), frame)

    def _run_While(self, node: ast.While, frame: Frame) -> None:
        self._loop(node, lambda: self.decide(node.test, frame), frame)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, begin: Callable[[], object], frame: Frame) -> None:
        for _ in range(_MOST_PASSES):
            before = frame.env
            if before is None:
                return
            frame.env = dict(before)
            begin()
            passes = frame.env
            self.execute(node.body, frame)
            after = joined(before, frame.env)
            if frame.env is None:  # what was assigned before it left may be seen after the loop
                after = joined(before, passes)
            frame.env = after
            if after == before:
                break
        self.execute(node.orelse, frame)

    def _run_Match(self, node: ast.Match, frame: Frame) -> None:
        subject = self.evaluate(node.subject, frame)
        before = frame.env
        after = before
        for case in node.cases:
            frame.env = dict(before) if before is not None else None
            for pattern in ast.walk(case.pattern):
                name = getattr(pattern, "name", None)
                if isinstance(name, str):
                    self.assign(name, subject | self.element(subject, pattern, frame), frame, node)
            self.execute(case.body, frame)
            after = joined(after, frame.env)
        frame.env = after

    # ------------------------------------------------------------ try and with

    def _run_Try(self, node: ast.Try, frame: Frame) -> None:
        before = dict(frame.env) if frame.env is not None else None
        self.execute(node.body, frame)
        through = joined(before, frame.env)
        self.execute(node.orelse, frame)
        after = frame.env
        for handler in node.handlers:
            frame.env = dict(through) if through is not None else None
            if handler.name is not None and frame.env is not None:
                self.assign(handler.name, self.unknown(handler, frame), frame, handler)
            self.execute(handler.body, frame)
            after = joined(after, frame.env)
        frame.env = after if after is not None or not node.finalbody else through
        self.execute(node.finalbody, frame)
        if after is None:
            frame.env = None

    def _run_TryStar(self, node: ast.Try, frame: Frame) -> None:
        self._run_Try(node, frame)

    def _run_With(self, node: ast.With, frame: Frame) -> None:
        self._with(node, frame)

    def _run_AsyncWith(self, node: ast.AsyncWith, frame: Frame) -> None:
        self._with(node, frame)

    def _with(self, node: ast.With | ast.AsyncWith, frame: Frame) -> None:
        entered_on: list[Instance] = []
        for item in node.items:
            managers = self.evaluate(item.context_expr, frame)
            entered: Things = NOTHING
            for thing in managers:
                if isinstance(thing, Instance):
                    enters = self.attribute(frozenset((thing,)), "__enter__", node, frame)
                    entered |= self.call(enters, Arguments(), node, frame) or frozenset((thing,))
                elif isinstance(thing, Container) and thing.kind == "iterator":  # contextlib.contextmanager
                    entered |= self.get_all(thing, frame)
                else:
                    entered |= {thing}
            if item.optional_vars is not None:
                self.store(item.optional_vars, entered, frame, node)
            entered_on.extend(thing for thing in managers if isinstance(thing, Instance))
        self.execute(node.body, frame)
        for thing in entered_on:
            left = self.attribute(frozenset((thing,)), "__exit__", node, frame)
            self.call(left, Arguments([frozenset((NONE,))] * 3), node, frame)

    # ------------------------------------------------------------ definitions

    def _run_FunctionDef(self, node: ast.FunctionDef, frame: Frame) -> None:
        self.define(node, frame)

    def _run_AsyncFunctionDef(self, node: ast.AsyncFunctionDef, frame: Frame) -> None:
        self.define(node, frame)

    def _run_ClassDef(self, node: ast.ClassDef, frame: Frame) -> None:
        source = frame.file.classes[node]
        found = self.make(frame, node, lambda: Class(frame, source))
        for base in node.bases:
            written = base.value if isinstance(base, ast.Subscript) else base
            for thing in in_order(self.evaluate(written, frame)):
                self.derive(found, thing)
        self.classes.setdefault(source, [])
        if found not in self.classes[source]:
            self.classes[source].append(found)
        outer = frame.outer if frame.class_thing is not None else frame
        inner = Frame(frame.module, None, outer, frame.context, is_speculative=frame.is_speculative, class_thing=found)
        inner.env = {}
        inner.objects = frame.objects
        inner.writes, inner.prints, inner.callees = frame.writes, frame.prints, frame.callees
        self.execute(node.body, inner)
        held = frozenset((found,))
        for decorator in node.decorator_list:
            self.decorators.add(decorator)
            self.evaluate(decorator, frame)
        self.assign(node.name, held, frame, node)


def joined(one: dict[str, Things] | None, other: dict[str, Things] | None) -> dict[str, Things] | None:
    """What variables hold after one of two ways; None stands for one that ends elsewhere."""
    if one is None or other is None:
        return one if other is None else other
    if one is other:
        return one
    result = dict(other)
    for name, held in one.items():
        there = result.get(name)
        if there is None:
            result[name] = held
        elif there is not held and not held <= there:
            result[name] = widened(held | there)
    return result
