"""Handles: where they are opened, who owns them, and whether anybody closes them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tensortidy.knowledge import Knowledge, Opener
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure

_BUFFERS = frozenset({"io.BytesIO", "io.StringIO"})


@dataclass(frozen=True)
class OpenHandle:
    """A handle that is opened and that nobody closes.

    ``name`` is the variable that holds it; None where it is used on the spot, as in ``open(path).read()``.
    ``uses`` are the statements of its block, in order, through the last one that needs it. They are empty
    where the handle's uses do not all stand in the block that opens it.
    """

    call: ast.Call
    opener: Opener
    statement: ast.stmt
    name: str | None
    uses: tuple[ast.stmt, ...]
    writes: bool
    uncalled_close: ast.Expr | None = None


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

    def unclosed(self, call: ast.Call) -> OpenHandle | None:
        """The handle that a call opens, where it is certain that nobody closes it; else None.

        A handle that is returned, stored, captured or given to code that is not known has another owner.
        """
        opener = self._knowledge.openers.get(self._names.qualified(call.func) or "")
        statement = self._structure.statement(call)
        if opener is None or statement is None or self._is_in_memory(call):
            return None
        if isinstance(statement, ast.Assign) and statement.value is call and len(statement.targets) == 1:
            target = statement.targets[0]
            return self._held(call, opener, statement, target) if isinstance(target, ast.Name) else None
        if self._is_used_on_the_spot(call, statement):
            return OpenHandle(call, opener, statement, None, (), _writes(call, opener))
        return None

    def _is_in_memory(self, call: ast.Call) -> bool:
        """``zipfile.ZipFile(buffer)`` for reading, where the buffer is an ``io.BytesIO``: nothing is open."""
        given = call.args[0] if call.args and not _writes_by_mode(call) else None
        if isinstance(given, ast.Call):
            return self._names.qualified(given.func) in _BUFFERS
        if not isinstance(given, ast.Name):
            return False
        for binding in self._names.bindings(given.id, call):
            maker = binding.value.func if isinstance(binding.value, ast.Call) else None
            annotation = binding.node.annotation if isinstance(binding.node, ast.arg) else None
            for node in (maker, annotation):  # Optional[BytesIO] too
                parts = self._structure.walk(node) if node is not None else ()
                if any(self._names.qualified(part) in _BUFFERS for part in parts):
                    return True
        return False

    def _only_reads(self, call: ast.Call) -> bool:
        """Whether a call reads or writes a handle that it is given, and keeps nothing of it."""
        return self._knowledge.is_one_of(self._names.qualified(call.func), "readers of handles")

    def _only_uses(self, name: str | None) -> bool:
        return any(self._knowledge.is_one_of(name, group) for group in ("readers of handles", "borrowers of handles"))

    def _is_plain(self, method: str) -> bool:
        return self._knowledge.is_one_of(method, "plain methods of handles")

    # ------------------------------------------------------------ held in a variable

    def _held(self, call: ast.Call, opener: Opener, statement: ast.stmt, target: ast.Name) -> OpenHandle | None:
        scope = self._structure.function(call) or self._structure.module
        owner = self._names.binding_scope(target.id, call)
        if owner is not scope:
            return None  # a global: it may live as long as the program
        uncalled: ast.Expr | None = None
        for use in self._reads(target.id, scope):
            if self._structure.function(use) is not self._structure.function(call):
                return None  # captured by an inner function
            fate = self._fate(use, opener)
            if fate == "closed" or fate == "owned":
                return None
            if fate == "uncalled":
                uncalled = self._structure.parent(self._structure.parent(use) or use)  # type: ignore[assignment]
        if self._rebinds_elsewhere(target.id, scope, statement):
            return None
        uses = self._uses(target.id, scope, statement)
        return OpenHandle(call, opener, statement, target.id, uses, _writes(call, opener), uncalled)

    def _reads(self, name: str, scope: ast.AST) -> Iterator[ast.Name]:
        for node in self._structure.walk(scope):
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
                yield node

    def _rebinds_elsewhere(self, name: str, scope: ast.AST, statement: ast.stmt) -> bool:
        """Whether the variable may hold something else: then its uses cannot be told apart."""
        return any(
            isinstance(node, ast.Name)
            and node.id == name
            and not isinstance(node.ctx, ast.Load)
            and not self._structure.inside(node, statement)
            and not isinstance(node.ctx, ast.Del)
            for node in self._structure.walk(scope)
        )

    def _fate(self, use: ast.expr, opener: Opener) -> str:
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
            known = isinstance(call, ast.Call) and self._only_reads(call)
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
                plain = isinstance(parent, ast.Attribute) and self._is_plain(parent.attr)
                read = isinstance(parent, ast.Call) and self._only_reads(parent)
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

    # ------------------------------------------------------------ used on the spot

    def _is_used_on_the_spot(self, call: ast.Call, statement: ast.stmt) -> bool:
        """``open(path).read()``, ``json.load(open(path))`` and ``for line in open(path)``."""
        parent = self._structure.parent(call)
        if isinstance(parent, ast.Attribute):
            return self._is_plain(parent.attr)
        if isinstance(parent, ast.Call):
            return parent.func is not call and self._only_reads(parent)
        return isinstance(parent, ast.For) and parent.iter is call and parent is statement

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


def _writes(call: ast.Call, opener: Opener) -> bool:
    """Whether a handle is opened for writing: what its buffer holds is lost when nobody closes it."""
    return opener.loses_data or _writes_by_mode(call)


def _writes_by_mode(call: ast.Call) -> bool:
    mode = next((keyword.value for keyword in call.keywords if keyword.arg == "mode"), None)
    if mode is None and len(call.args) > 1:
        mode = call.args[1]
    text = mode.value if isinstance(mode, ast.Constant) and isinstance(mode.value, str) else ""
    return any(letter in text for letter in "wax")
