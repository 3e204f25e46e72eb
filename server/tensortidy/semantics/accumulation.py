"""What grows from one iteration to the next, and what becomes of it afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Loop, Structure


class Fate(Enum):
    """Where an accumulated value goes."""

    BACKWARD = "reaches backward()"
    RETURNED = "is returned"
    ESCAPES = "goes to code that is not known"
    METHOD = "has methods called on it"
    READ = "is only read"


@dataclass(frozen=True)
class Accumulation:
    """One statement in a loop that adds to something which outlives the iteration.

    ``path`` is the variable or attribute that grows, ``value`` what is added, ``adds`` is true for sums and
    false for containers.
    """

    path: str
    target: ast.expr
    value: ast.expr
    statement: ast.stmt
    loop: Loop
    adds: bool


class Accumulations:
    """Questions about the accumulators of one module."""

    def __init__(self, structure: Structure, names: Names, gradients: Gradients, knowledge: Knowledge) -> None:
        self._structure = structure
        self._names = names
        self._gradients = gradients
        self._knowledge = knowledge

    def accumulation(self, statement: ast.stmt) -> Accumulation | None:
        """What a statement accumulates across the iterations of its innermost loop, if anything.

        Matches ``total += x``, ``total = total + x``, ``values.append(x)``, ``table[key] = x`` and
        ``table[key].append(x)``.
        """
        loop = self._structure.loop(statement)
        grown = self._grown(statement)
        if loop is None or grown is None or few_iterations(loop):
            return None
        target, value, adds = grown
        path = dotted(_root(target))
        if path is None or self.starts_over(path, loop, statement, except_for=statement):
            return None
        if next(self.reads(path, value), None) is not None:
            return None  # `table[key] = table[key].view(…)` replaces what is there
        if isinstance(target, ast.Subscript) and not self._key_varies(target, loop):
            return None
        return Accumulation(path, _root(target), value, statement, loop, adds)

    def starts_over(self, path: str, loop: Loop, at: ast.AST, *, except_for: ast.stmt) -> bool:
        """Whether each iteration, or some of them, begin with a new or an emptied accumulator.

        A variable that is not bound outside the loop at all starts over too.
        """
        for node in self._structure.walk(loop):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if self._knowledge.is_one_of(node.func.attr, "emptying methods") and dotted(node.func.value) == path:
                    return True
            elif isinstance(node, ast.Delete):
                if any(dotted(_root(target)) == path for target in node.targets):
                    return True
            elif isinstance(node, ast.stmt) and node is not except_for and self.rebinds(node, path):
                return True
        if "." in path:
            return False
        bindings = self._names.bindings(path, at)
        return not any(not self._structure.inside(binding.node, loop) for binding in bindings)

    def seeds(self, path: str, loop: Loop, at: ast.AST) -> list[ast.expr | None]:
        """The values that a variable is bound to outside a loop; None for bindings of another kind."""
        bindings = self._names.bindings(path, at) if "." not in path else ()
        return [binding.value for binding in bindings if not self._structure.inside(binding.node, loop)]

    def reads(self, path: str, within: ast.AST) -> Iterator[ast.expr]:
        """Every place inside a node that reads a variable or attribute."""
        for node in self._structure.walk(within):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and dotted(node) == path:
                yield node

    def rebinds(self, statement: ast.stmt, path: str) -> bool:
        """Whether a statement gives a variable or attribute a new value that does not build on its last one."""
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign | ast.For | ast.AsyncFor):
            targets = [statement.target]
        elif isinstance(statement, ast.With | ast.AsyncWith):
            targets = [item.optional_vars for item in statement.items if item.optional_vars is not None]
        bound = [node for target in targets for node in self._structure.walk(target) if dotted(node) == path]
        rebound = any(isinstance(getattr(node, "ctx", None), ast.Store) for node in bound)
        # `total = total + x` is itself an accumulation
        grows = isinstance(statement, ast.Assign) and any(True for _ in self.reads(path, statement.value))
        return rebound and not grows

    def is_propagated(self, value: ast.expr, loop: Loop) -> bool:
        """Whether ``value`` itself is back-propagated in the loop, so that no caller can do it again."""
        names = {node.id for node in self._structure.walk(value) if isinstance(node, ast.Name)}
        for call in self._gradients.passes(loop):
            kept = any(keyword.arg == "retain_graph" for keyword in call.keywords)
            if self._is_conditional(call, value, loop):
                continue
            starts = [call.func, *call.args]
            if not kept and any(
                isinstance(node, ast.Name) and node.id in names
                for start in starts
                for node in self._structure.walk(start)
            ):
                return True
        return False

    def _is_conditional(self, call: ast.Call, value: ast.expr, loop: Loop) -> bool:
        """Whether a call may be left out in an iteration that evaluates ``value``."""
        for outer in self._structure.ancestors(call):
            if outer is loop:
                return False
            if isinstance(outer, ast.If | ast.IfExp | ast.While | ast.For) and not self._structure.inside(value, outer):
                return True
        return True

    def fates(self, found: Accumulation) -> set[Fate]:
        """Where the accumulator's value goes, followed through the variables that are computed from it."""
        scope = self._home(found)
        paths, pending = {found.path}, [found.path]
        fates: set[Fate] = set()
        while pending:
            path = pending.pop()
            for read in self.reads(path, scope):
                if self._structure.statement(read) is found.statement:
                    continue
                fate, onward = self._fate(read)
                fates.add(fate)
                for name in onward - paths:
                    paths.add(name)
                    pending.append(name)
        return fates or {Fate.READ}

    # ------------------------------------------------------------ recognising

    def _grown(self, statement: ast.stmt) -> tuple[ast.expr, ast.expr, bool] | None:
        match statement:
            case ast.AugAssign(op=ast.Add()):
                return statement.target, statement.value, True
            case ast.Assign(targets=[ast.Subscript() as target]):
                return target, statement.value, False
            case ast.Assign(targets=[target], value=ast.BinOp(op=ast.Add(), left=left, right=right)):
                path = dotted(target)
                if path is not None and dotted(left) == path:
                    return target, right, True
                if path is not None and dotted(right) == path:
                    return target, left, True
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr=method, value=holder), args=[*_, value])):
                if self._knowledge.is_one_of(method, "growing methods"):
                    return holder, value, False
        return None

    def _key_varies(self, target: ast.Subscript, loop: Loop) -> bool:
        """Whether ``table[key]`` is another entry in each iteration, by the loop's own variables."""
        if isinstance(loop, ast.While):
            return False
        counted = {node.id for node in self._structure.walk(loop.target) if isinstance(node, ast.Name)}
        return any(isinstance(node, ast.Name) and node.id in counted for node in self._structure.walk(target.slice))

    def _home(self, found: Accumulation) -> ast.AST:
        """The node that holds every use of an accumulator that this file can show."""
        if "." in found.path:
            return self._structure.class_of(found.statement) or self._structure.module
        return self._names.binding_scope(found.path, found.statement) or self._structure.module

    # ------------------------------------------------------------ following

    def _fate(self, read: ast.expr) -> tuple[Fate, set[str]]:
        """What happens to a value where it is read, and the variables that it goes on in."""
        node: ast.AST = read
        method = False
        for outer in self._structure.ancestors(read):
            if isinstance(outer, ast.Call):
                known = self._through_call(outer, node)
                if known is not None:
                    return known, set()
            elif isinstance(outer, ast.Attribute):
                if self._knowledge.is_one_of(outer.attr, "freeing methods"):
                    return Fate.METHOD, set()
                method = True
            elif isinstance(outer, ast.Compare | ast.FormattedValue | ast.JoinedStr | ast.Delete | ast.Assert) or (
                isinstance(outer, ast.Subscript) and node is outer.slice
            ):
                return Fate.READ, set()
            elif isinstance(outer, ast.Return | ast.Yield | ast.YieldFrom):
                return Fate.RETURNED, set()
            elif isinstance(outer, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.NamedExpr):
                return self._onward(outer, method)
            elif isinstance(outer, ast.For | ast.AsyncFor | ast.comprehension):
                names = {item.id for item in self._structure.walk(outer.target) if isinstance(item, ast.Name)}
                return Fate.READ, names if node is outer.iter else set()
            elif isinstance(outer, ast.stmt):
                return (Fate.METHOD if method else Fate.READ), set()
            node = outer
        return Fate.READ, set()

    def _through_call(self, call: ast.Call, inner: ast.AST) -> Fate | None:
        """The fate of a value that is given to a call; None when it comes out again."""
        if self._gradients.is_backward(call):
            return Fate.BACKWARD
        if call.func is inner:
            return None  # a method of the value itself
        name = self._names.qualified(call.func)
        if name is None:
            return Fate.ESCAPES
        if self._knowledge.is_one_of(name, "readers of values"):
            return Fate.READ
        return None if self._knowledge.is_one_of(name, "passing on") else Fate.ESCAPES

    @staticmethod
    def _onward(statement: ast.AST, method: bool) -> tuple[Fate, set[str]]:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]  # type: ignore[attr-defined]
        paths = {dotted(_root(node)) for target in targets for node in _unpacked(target)}
        known = {path for path in paths if path is not None}
        outlives = any("." in path for path in known)
        if outlives:
            return Fate.ESCAPES, known
        return (Fate.METHOD if method else Fate.READ), known


def _unpacked(target: ast.expr) -> list[ast.expr]:
    return list(target.elts) if isinstance(target, ast.Tuple | ast.List) else [target]


def _root(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Subscript):
        node = node.value
    return node


def few_iterations(loop: Loop) -> bool:
    """Whether a loop is written to run four times at most: over a short literal, or ``range(3)``."""
    if isinstance(loop, ast.While):
        return False
    if isinstance(loop.iter, ast.Tuple | ast.List):
        return len(loop.iter.elts) <= 4
    if isinstance(loop.iter, ast.Call) and isinstance(loop.iter.func, ast.Name) and loop.iter.func.id == "range":
        last = loop.iter.args[-1] if len(loop.iter.args) == 1 else None
        return isinstance(last, ast.Constant) and isinstance(last.value, int) and last.value <= 4
    return False
