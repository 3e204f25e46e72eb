"""Who sees to it that handles and sessions are closed."""

from __future__ import annotations

import ast
from collections.abc import Collection
from enum import Enum

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.effects import Effects, arguments_of
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.summaries import Does


class Owner(str, Enum):
    """Who sees to it that a handle is closed."""

    NOBODY = "nobody"
    WITH = "with"
    CLOSED = "closed"
    CALLER = "caller"
    OBJECT = "object"
    UNKNOWN = "unknown"


class Owners:
    """Questions about the owners of the handles of one module. ``free_calls`` are the user's own closing functions."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        knowledge: Knowledge,
        free_calls: Collection[str],
        inference: Inference,
        flow: Effects,
    ) -> None:
        self._structure = structure
        self._names = names
        self._knowledge = knowledge
        self._free_calls = free_calls
        self._inference = inference
        self._flow = flow

    def owner(self, statement: ast.stmt, name: str) -> Owner | None:
        """Who sees to it that a handle or session is closed which a statement opens; None where it opens none."""
        if isinstance(statement, ast.With | ast.AsyncWith):
            return Owner.WITH if any(self._opens(item.context_expr) for item in statement.items) else None
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        if value is None or not self._opens(value):
            return None
        if "." in name:
            return Owner.OBJECT
        reads = [
            node for node in self._structure.walk(self._names.binding_scope(name, statement) or self._structure.module)
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
            and self._flow.reaches(name, statement, node)
        ]  # fmt: skip
        stack = self._stack(value)
        return self._owner(statement, reads) if stack is None else self._owner_of_stack(stack)

    def _opens(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Call) and self._stack(value) is not None:
            return bool(value.args) and self._opens(value.args[0])
        if isinstance(value, ast.Call) and self._knowledge.is_one_of(
            self._names.qualified(value.func), "closers of handles"
        ):
            return bool(value.args) and self._opens(value.args[0])
        return self._inference.value(value).kind in (Kind.HANDLE, Kind.SESSION)

    @staticmethod
    def _stack(value: ast.expr) -> ast.Name | None:
        """``stack.enter_context(open(path))``: the stack."""
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "enter_context":
            return value.func.value if isinstance(value.func.value, ast.Name) else None
        return None

    def _owner_of_stack(self, stack: ast.Name) -> Owner:
        """Who closes what an ``ExitStack`` was given."""
        scope = self._names.binding_scope(stack.id, stack) or self._structure.module
        for node in self._structure.walk(scope):
            if isinstance(node, ast.withitem):
                for held in (node.context_expr, node.optional_vars):
                    if isinstance(held, ast.Name) and held.id == stack.id:
                        return Owner.WITH
            if isinstance(node, ast.Attribute) and node.attr == "close" and isinstance(node.value, ast.Name):
                if node.value.id == stack.id:
                    return Owner.CLOSED
        bindings = self._names.bindings(stack.id, stack)
        return Owner.UNKNOWN if any(isinstance(binding.node, ast.arg) for binding in bindings) else Owner.NOBODY

    def _owner(self, statement: ast.stmt, reads: list[ast.Name]) -> Owner:
        fates: set[Owner | None] = set()
        for read in reads:
            if self._structure.function(read) is not self._structure.function(statement):
                fates.add(Owner.UNKNOWN)
            else:
                fates.add(self._owner_by(read))
        order = (Owner.CLOSED, Owner.WITH, Owner.CALLER, Owner.OBJECT, Owner.UNKNOWN)
        return next((owner for owner in order if owner in fates), Owner.NOBODY)

    def _owner_by(self, read: ast.Name) -> Owner | None:
        """Who takes over a handle where it is read; None where it is only used."""
        parent = self._structure.parent(read)
        if isinstance(parent, ast.Attribute):
            outer = self._structure.parent(parent)
            closes = self._knowledge.is_one_of(parent.attr, "closing methods") or parent.attr == "release"
            called = isinstance(outer, ast.Call) and outer.func is parent
            if closes:
                return Owner.CLOSED if called else (None if isinstance(outer, ast.Expr) else Owner.UNKNOWN)
            return Owner.CLOSED if called and parent.attr in self._free_calls else None
        if isinstance(parent, ast.withitem):
            return Owner.WITH
        if isinstance(parent, ast.Return | ast.Yield):
            return Owner.CALLER
        if isinstance(parent, ast.Assign) and any(isinstance(target, ast.Attribute) for target in parent.targets):
            return Owner.OBJECT
        if isinstance(parent, ast.Call):
            return self._owner_by_call(parent, read)
        if isinstance(parent, ast.Tuple | ast.List | ast.Dict | ast.Set):
            holder = self._structure.parent(parent)
            return Owner.CALLER if isinstance(holder, ast.Return | ast.Yield) else Owner.UNKNOWN
        if isinstance(parent, ast.Assign | ast.keyword | ast.Lambda | ast.Starred):
            return Owner.UNKNOWN
        return None

    def _owner_by_call(self, call: ast.Call, read: ast.Name) -> Owner | None:
        name = self._names.qualified(call.func)
        if any(self._knowledge.is_one_of(name, group) for group in ("readers of handles", "borrowers of handles")):
            return None
        if self._knowledge.is_one_of(name, "closers of handles"):
            return Owner.WITH if isinstance(self._structure.parent(call), ast.withitem) else Owner.CLOSED
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("enter_context", "push"):
            return Owner.WITH
        own = name or dotted(call.func) or ""
        if own in self._free_calls or own.rpartition(".")[2] in self._free_calls:
            return Owner.CLOSED
        summary = self._flow.called(call)
        if summary is None:
            return Owner.UNKNOWN
        given = arguments_of(call, summary)
        does = {effect.does for effect in summary.effects if given.get(effect.parameter) is read}
        if Does.CLOSES in does:
            return Owner.CLOSED
        return Owner.UNKNOWN if does & {Does.KEEPS, Does.GIVES_BACK, Does.CAPTURES} else None
