"""Handles: where they are opened, who owns them, and whether anybody closes them."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass

from tensortidy.knowledge import Knowledge, Opener
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.hoards import Hoard, Hoards
from tensortidy.semantics.names import Names
from tensortidy.semantics.openings import Openings, writes
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.ways_out import Leaving, WayOut, WaysOut

# A variable that is opened into again has lost what it held before: the ways that say so.
_LAST_OF_IT = frozenset({Leaving.REBOUND, Leaving.NEXT_PASS, Leaving.CONTINUE})


@dataclass(frozen=True)
class OpenHandle:
    """A handle that is opened and that nobody closes.

    ``name`` is the variable that holds it; None where it is used on the spot, as in ``open(path).read()``.
    ``uses`` are the statements of its block, in order, through the last one that needs it. They are empty
    where the handle's uses do not all stand in the block that opens it. ``way_out`` is the way on which it stays open
    where it is closed on another, by the statement ``closing`` where there is only one.
    """

    call: ast.Call
    opener: Opener
    statement: ast.stmt
    name: str | None
    uses: tuple[ast.stmt, ...]
    writes: bool
    uncalled_close: ast.Expr | None = None
    way_out: WayOut | None = None
    closing: ast.stmt | None = None


class Resources:
    """Questions about the handles of one module. ``free_calls`` are the user's own closing functions."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        knowledge: Knowledge,
        free_calls: Collection[str],
    ) -> None:
        self._structure = structure
        self._names = names
        self._knowledge = knowledge
        self._free_calls = free_calls
        self._ways_out = WaysOut(structure, names)
        self._openings = Openings(structure, names, knowledge)

    def unclosed_pool(self, call: ast.Call) -> OpenHandle | None:
        """The pool of processes that a call makes, held in a variable, where it is certain that nobody closes it."""
        if not self._knowledge.is_one_of(self._names.qualified(call.func), "process pools"):
            return None
        statement = self._structure.statement(call)
        if isinstance(statement, ast.Assign) and statement.value is call and len(statement.targets) == 1:
            target = statement.targets[0]
            return self._held(call, Opener("process pool"), statement, target) if isinstance(target, ast.Name) else None
        return None

    def unclosed(self, call: ast.Call) -> OpenHandle | None:
        """The handle that a call opens, where it is certain that nobody closes it; else None.

        A handle that is returned, stored, captured or given to code that is not known has another owner.
        """
        opener, statement = self._openings.opener(call), self._structure.statement(call)
        if opener is None or statement is None:
            return None
        if isinstance(statement, ast.Assign) and statement.value is call and len(statement.targets) == 1:
            target = statement.targets[0]
            return self._held(call, opener, statement, target) if isinstance(target, ast.Name) else None
        if self._openings.is_used_on_the_spot(call, statement):
            return OpenHandle(call, opener, statement, None, (), writes(call, opener))
        return None

    def hoard(self, call: ast.Call) -> Hoard | None:
        """The container in which a loop piles up what a call opens, where it is certain that nobody closes it."""
        # made for each question: it asks this object, and circles lie in memory for long
        return Hoards(self._structure, self._names, self._knowledge, self._openings, self.fate).of(call)

    def _only_uses(self, name: str | None) -> bool:
        return any(self._knowledge.is_one_of(name, group) for group in ("readers of handles", "borrowers of handles"))

    # ------------------------------------------------------------ held in a variable

    def _held(self, call: ast.Call, opener: Opener, statement: ast.stmt, target: ast.Name) -> OpenHandle | None:
        scope = self._structure.function(call) or self._structure.module
        owner = self._names.binding_scope(target.id, call)
        if owner is not scope:
            return None  # a global: it may live as long as the program
        uncalled: ast.Expr | None = None
        closings: list[ast.expr] = []
        for use in self._openings.reads(target.id, scope):
            if self._structure.function(use) is not self._structure.function(call):
                return None  # captured by an inner function
            fate = self.fate(use, opener)
            if fate == "owned":
                return None
            if fate == "closed":
                closings.append(use)
            if fate == "uncalled":
                uncalled = self._structure.parent(self._structure.parent(use) or use)  # type: ignore[assignment]
        others = self._others(target.id, scope, statement)
        if others is None:
            return None
        way_out = self._way_out(statement, target.id, closings) if closings or others else None
        if (closings and way_out is None) or (others and (way_out is None or way_out.leaving not in _LAST_OF_IT)):
            return None
        uses = self._uses(target.id, scope, statement) if not others else ()
        closing = self._structure.statement(closings[0]) if len(closings) == 1 else None
        return OpenHandle(call, opener, statement, target.id, uses, writes(call, opener), uncalled, way_out, closing)

    def _way_out(self, statement: ast.stmt, name: str, closings: list[ast.expr]) -> WayOut | None:
        """How a handle stays open that is closed on another way; who iterates over a generator may stop anywhere."""
        home = self._structure.function(statement) or self._structure.module
        if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in self._structure.nodes_of(home)):
            return None
        return self._ways_out.first(statement, name, closings)

    def _others(self, name: str, scope: ast.AST, statement: ast.stmt) -> list[ast.stmt] | None:
        """The other statements that open something into a variable; None where it may hold something else still.

        None itself is nothing to be closed.
        """
        found: list[ast.stmt] = []
        for node in self._structure.walk(scope):
            if not isinstance(node, ast.Name) or node.id != name or isinstance(node.ctx, ast.Load | ast.Del):
                continue
            other = self._structure.statement(node)
            value = other.value if isinstance(other, ast.Assign) and node in other.targets else None
            if other is statement or (isinstance(value, ast.Constant) and value.value is None):
                continue
            if other is None or not isinstance(value, ast.Call):
                return None
            if self._names.qualified(value.func) not in self._knowledge.openers:
                return None
            found.append(other)
        return found

    def fate(self, use: ast.expr, opener: Opener) -> str:
        """``used``, ``closed``, ``owned`` by somebody else, or ``uncalled`` for ``f.close`` without brackets."""
        parent = self._structure.parent(use)
        if isinstance(parent, ast.Attribute):
            outer = self._structure.parent(parent)
            called = isinstance(outer, ast.Call) and outer.func is parent
            if parent.attr in (opener.close, "close", "__exit__", "terminate"):
                return "closed" if called else ("uncalled" if isinstance(outer, ast.Expr) else "owned")
            return "closed" if called and parent.attr in self._free_calls else "used"
        if isinstance(parent, ast.Call):
            name = self._names.qualified(parent.func)
            own = name or dotted(parent.func) or ""
            if own in self._free_calls or own.rpartition(".")[2] in self._free_calls:
                return "closed"
            return "used" if self._only_uses(name) else "owned"
        if isinstance(parent, ast.keyword):
            call = self._structure.parent(parent)
            known = isinstance(call, ast.Call) and self._openings.only_reads(call)
            return "used" if known else "owned"
        if isinstance(parent, ast.For | ast.comprehension | ast.Subscript | ast.Compare | ast.If | ast.While):
            return "used"
        if isinstance(parent, ast.UnaryOp | ast.BoolOp | ast.FormattedValue | ast.Delete):
            return "used"
        return "closed" if isinstance(parent, ast.withitem) else "owned"

    def _uses(self, name: str, scope: ast.AST, statement: ast.stmt) -> tuple[ast.stmt, ...]:
        """The statements after the opening one through the last that needs the handle, if all stand beside it."""
        names = {name}
        following = self._structure.following(statement)
        last = -1
        for at, later in enumerate(following):
            if any(isinstance(node, ast.Name) and node.id in names for node in self._structure.walk(later)):
                last = at
                names |= self._lazily_bound(later, names)
        uses = tuple(following[: last + 1])
        inside = [*uses, statement]
        for node in self._structure.walk(scope):
            if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load):
                if not any(self._structure.inside(node, part) for part in inside):
                    return ()
        leaving = any(
            isinstance(node, ast.Yield | ast.YieldFrom) for part in uses for node in self._structure.walk(part)
        )
        return () if leaving or self._returns_lazily(uses, names) else uses

    def _lazily_bound(self, statement: ast.stmt, names: set[str]) -> set[str]:
        """Variables that still need the handle: ``reader = csv.reader(f)``, not ``text = f.read()``."""
        bound: set[str] = set()
        for node in self._structure.walk(statement):
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                if self._needs(node.value, names):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    bound.update(
                        part.id
                        for target in targets
                        for part in self._structure.walk(target)
                        if isinstance(part, ast.Name)
                    )
        return bound

    def _needs(self, value: ast.expr, names: set[str]) -> bool:
        """Whether what an expression gives still depends on one of the variables."""
        for node in self._structure.walk(value):
            if isinstance(node, ast.Name) and node.id in names:
                parent = self._structure.parent(node)
                outer = self._structure.parent(parent) if parent is not None else None
                plain = isinstance(parent, ast.Attribute) and self._openings.is_plain(parent.attr)
                read = isinstance(parent, ast.Call) and self._openings.only_reads(parent)
                eager = isinstance(outer, ast.ListComp | ast.SetComp | ast.DictComp)
                if not (plain or read or eager):
                    return True
        return False

    def _returns_lazily(self, uses: tuple[ast.stmt, ...], names: set[str]) -> bool:
        return any(
            isinstance(node, ast.Return) and node.value is not None and self._needs(node.value, names)
            for part in uses
            for node in self._structure.walk(part)
        )

    def runs_once_with_its_statement(self, call: ast.Call, statement: ast.stmt) -> bool:
        """Whether a call runs exactly once, and first of all, whenever its statement runs."""
        for outer in self._structure.ancestors(call):
            if outer is statement:
                return True
            if isinstance(outer, ast.Lambda | ast.IfExp | ast.BoolOp | ast.comprehension):
                return False
            if isinstance(outer, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
                return False
        return False

    def is_plain_statement(self, statement: ast.stmt) -> bool:
        """Whether a statement can stand under a ``with`` whose handle it alone uses."""
        simple = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr | ast.Return | ast.For
        function = self._structure.function(statement)
        generator = isinstance(function, Function) and any(
            isinstance(node, ast.Yield | ast.YieldFrom) for node in self._structure.walk(statement)
        )
        return isinstance(statement, simple) and not generator
