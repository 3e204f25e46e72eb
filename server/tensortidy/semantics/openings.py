"""Calls that open something: what they open, and what is used on the spot."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.knowledge import Knowledge, Opener
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Structure

_BUFFERS = frozenset({"io.BytesIO", "io.StringIO"})


class Openings:
    """Questions about the calls of one module that open files, archives, writers and the like."""

    def __init__(self, structure: Structure, names: Names, knowledge: Knowledge) -> None:
        self._structure = structure
        self._names = names
        self._knowledge = knowledge

    def opener(self, call: ast.Call) -> Opener | None:
        """What a call opens that has to be closed; None where it opens nothing, or nothing outside of memory."""
        opener = self._knowledge.openers.get(self._names.qualified(call.func) or "")
        if opener is None or self._is_in_memory(call):
            return None
        return None if opener.closes_itself and not self._is_left_unread(call) else opener

    def reads(self, name: str, scope: ast.AST) -> Iterator[ast.Name]:
        """The places in a scope that read a variable."""
        for node in self._structure.walk(scope):
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
                yield node

    def only_reads(self, call: ast.Call) -> bool:
        """Whether a call reads or writes a handle that it is given, and keeps nothing of it."""
        return self._knowledge.is_one_of(self._names.qualified(call.func), "readers of handles")

    def is_plain(self, method: str) -> bool:
        """Whether what a method of a handle gives does not need the handle any more."""
        return self._knowledge.is_one_of(method, "plain methods of handles")

    def is_used_on_the_spot(self, call: ast.Call, statement: ast.stmt) -> bool:
        """``open(path).read()``, ``json.load(open(path))`` and ``for line in open(path)``."""
        parent = self._structure.parent(call)
        outer = self._structure.parent(parent) if parent is not None else None
        if isinstance(parent, ast.Attribute):
            archive = self._knowledge.is_one_of(parent.attr, "plain methods of archives")
            return archive or self.is_plain(parent.attr) or self._asks_header(call)
        if isinstance(parent, ast.Call):
            if parent.func is call or self.only_reads(parent):
                return parent.func is not call
            borrows = self._knowledge.is_one_of(self._names.qualified(parent.func), "borrowers of handles")
            return borrows and self._is_iterated(parent, statement)
        if isinstance(parent, ast.Subscript):  # h5py.File(path)["weights"][:]
            return parent.value is call and isinstance(outer, ast.Subscript) and outer.value is parent
        return self._is_iterated(call, statement)

    def _is_iterated(self, node: ast.expr, statement: ast.stmt) -> bool:
        """``for line in open(path)``, ``[line.strip() for line in open(path)]``: to the end, and at once."""
        parent = self._structure.parent(node)
        if isinstance(parent, ast.comprehension) and parent.iter is node:
            return isinstance(self._structure.parent(parent), ast.ListComp | ast.SetComp | ast.DictComp)
        return isinstance(parent, ast.For) and parent.iter is node and parent is statement

    # ------------------------------------------------------------ what is open at all

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

    def _is_left_unread(self, call: ast.Call) -> bool:
        """Whether only the header is asked of what a loop opens by its path, so that it does not close by itself."""
        given = call.args[0] if call.args else None
        if given is None or self._structure.loop(call) is None or not self._is_path(given):
            return False
        statement = self._structure.statement(call)
        uses: list[ast.expr] = [call]
        if isinstance(statement, ast.Assign) and statement.value is call and isinstance(statement.targets[0], ast.Name):
            uses = list(self.reads(statement.targets[0].id, self._structure.function(call) or self._structure.module))
        return bool(uses) and all(self._asks_header(use) for use in uses)

    def _asks_header(self, use: ast.expr) -> bool:
        parent = self._structure.parent(use)
        return isinstance(parent, ast.Attribute) and self._knowledge.is_one_of(
            parent.attr, "methods and parts of unread images"
        )

    def _is_path(self, node: ast.expr) -> bool:
        """Whether something that is opened is told by its path, and is no file that is open already."""
        if not isinstance(node, ast.Name):
            return isinstance(node, ast.Constant | ast.JoinedStr | ast.Call | ast.BinOp) and not self._is_open(node)
        bindings = self._names.bindings(node.id, node)
        return not any(
            isinstance(item.node, ast.With | ast.AsyncWith | ast.arg) or self._is_open(item.value) for item in bindings
        )

    def _is_open(self, node: ast.expr | None) -> bool:
        if not isinstance(node, ast.Call):
            return False
        name = self._names.qualified(node.func)
        return name is None or name in _BUFFERS or name in self._knowledge.openers


def writes(call: ast.Call, opener: Opener) -> bool:
    """Whether a handle is opened for writing: what its buffer holds is lost when nobody closes it."""
    return opener.loses_data or _writes_by_mode(call)


def _writes_by_mode(call: ast.Call) -> bool:
    mode = next((keyword.value for keyword in call.keywords if keyword.arg == "mode"), None)
    if mode is None and len(call.args) > 1:
        mode = call.args[1]
    text = mode.value if isinstance(mode, ast.Constant) and isinstance(mode.value, str) else ""
    return any(letter in text for letter in "wax")
