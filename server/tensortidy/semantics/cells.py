"""Cells of notebooks, and of files in percent format: what each displays, and so keeps for the rest of the session."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from dataclasses import dataclass

from tensortidy.knowledge import Kind
from tensortidy.notebook import BEGIN, MARK, cell_markers
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.values import Answer
from tensortidy.source import Source

_OF_TEXT = re.compile(r"\[(?:markdown|md|raw)\]")
# nbdev names the notebook that each part of a module comes from; nobody runs the module cell by cell.
_EXPORTED = re.compile(r"\.ipynb\b")
# Magics whose cells display nothing in the session itself: %%time is none of them.
_UNSEEN = re.compile(rf"#[\s{MARK}]*%%(?!time\b|wandb\b|notify\b)\w")
_XDEL = re.compile(rf"#{MARK}%xdel[ \t]+(?:-n[ \t]+)?(\w+)")
# What a part shares its memory with, and of which nodes an index is made that gives such a part.
_OF_MEMORY = (Kind.TENSOR, Kind.ARRAY)
_BASIC = (ast.Constant, ast.Slice, ast.Tuple, ast.UnaryOp, ast.USub, ast.Load)
# Methods of modules that give the module itself.
_SAME = frozenset({"to", "cuda", "cpu", "eval", "train", "half", "float", "double", "requires_grad_", "share_memory"})


@dataclass(frozen=True)
class Cell:
    """A cell of code: the line of its ``# %%`` and its last line, from 1, and the statements of the top level in it."""

    marker: int
    last: int
    statements: tuple[ast.stmt, ...]


@dataclass(frozen=True)
class Shown:
    """A value that a cell displays at its end, so that IPython's ``Out`` and ``_`` keep it.

    ``held`` is the variable that holds it before: ``x`` of ``x[:5]``, ``model`` of ``model.to(device)``; None where
    nothing but ``Out`` does. ``made`` is the assignment that gave the variable this value, where that is certain.
    ``end`` is what takes the variable away from the value, after which ``Out`` alone holds it: a ``del``, or an
    assignment of something else. ``is_made_again`` says that the cell itself makes the value, so that each run of it
    keeps another one.
    """

    statement: ast.Expr
    held: ast.Name | None
    made: ast.Assign | None
    end: ast.stmt | None
    is_made_again: bool


class Cells:
    """Questions about the cells of one text; it has none where no line of it begins with ``# %%``."""

    def __init__(self, source: Source, structure: Structure, names: Names, inference: Inference) -> None:
        self._source = source
        self._structure = structure
        self._names = names
        self._inference = inference
        self.all = tuple(self._found())
        self.in_notebook = bool(source.cell_marks) and BEGIN in source.text
        """Whether they are those of a notebook, and not of a Python file, in which formatters strip a ``;``."""

    def _found(self) -> list[Cell]:
        begins = list(cell_markers(self._source))
        if not begins or any(_EXPORTED.search(found["title"]) for found in begins):
            return []
        lines = [self._source.position(found.start()).line for found in begins]
        ends = [line - 1 for line in lines[1:]] + [self._source.line_count]
        body = self._structure.module.body
        starts = [statement.lineno for statement in body]
        return [
            Cell(line, end, tuple(body[bisect_right(starts, line) : bisect_right(starts, end)]))
            for found, line, end in zip(begins, lines, ends, strict=True)
            if _OF_TEXT.search(found["title"]) is None
        ]

    def around(self, node: ast.AST) -> Cell | None:
        """The cell that a node stands in; None in ordinary files, and above the first cell."""
        line = getattr(node, "lineno", 0)
        at = bisect_right(self.all, line, key=lambda cell: cell.marker) - 1
        return self.all[at] if at >= 0 and line <= self.all[at].last else None

    def shown(self, statement: ast.Expr) -> Shown | None:
        """What a statement displays, where it is the last one of a cell and its value is kept in ``Out``.

        A ``;`` behind it, or a cell magic such as ``%%capture``, keeps it out; so does a session without a cache.
        Whoever works with ``Out`` is taken to know what it holds.
        """
        cell = self.around(statement)
        if cell is None or statement not in cell.statements[-1:] or not self._keeps_outputs(cell):
            return None
        rest = self._source.line(statement.end_lineno or 0)[statement.end_col_offset or 0 :]
        if rest.lstrip().startswith(";") or self._is_none(statement.value):
            return None
        held = self._holder(statement.value)
        if held is not None and self._is_taken_away(held, statement):
            return None
        made = self._made(held, statement) if held is not None else None
        end = self._end(held, statement) if held is not None else None
        return Shown(statement, held, made, end, held is None or (made is not None and made in cell.statements))

    def shown_before(self, deleted: ast.Name) -> Shown | None:
        """Where the value was last displayed that ``del`` takes the name from, in the cells before it."""
        statement = self._structure.statement(deleted)
        for cell in reversed(self.all):
            last = cell.statements[-1] if cell.statements else None
            if not isinstance(last, ast.Expr) or last.lineno > deleted.lineno:
                continue
            held = self._holder(last.value)
            found = self.shown(last) if held is not None and held.id == deleted.id else None
            if found is not None:
                return found if found.end is statement else None
        return None

    def _keeps_outputs(self, cell: Cell) -> bool:
        if "InteractiveShell.cache_size" in self._source.text or self._structure.reads("Out"):
            return False
        top = range(cell.marker + 1, cell.statements[0].lineno)
        return not any(_UNSEEN.match(self._source.line(line)) for line in top)

    def _is_taken_away(self, held: ast.Name, shown: ast.stmt) -> bool:
        """Whether ``%xdel`` takes a variable away below, with all that the session holds of its value."""
        return any(
            found[1] == held.id and self._source.position(found.start()).line > shown.lineno
            for found in _XDEL.finditer(self._source.text)
        )

    def _is_none(self, value: ast.expr) -> bool:
        prints = isinstance(value, ast.Call) and self._names.qualified(value.func) == "print"
        return prints or self._inference.value(value).is_a(Kind.NONE) is Answer.YES

    def _holder(self, node: ast.expr) -> ast.Name | None:
        """The variable that holds the memory of what is displayed."""
        match node:
            case ast.Name():
                return node
            case ast.Subscript(value=whole, slice=index) if self._inference.value(whole).kind in _OF_MEMORY:
                is_view = all(isinstance(part, _BASIC) for part in self._structure.walk(index))
                return self._holder(whole) if is_view else None
            case ast.Call(func=ast.Attribute(value=whole, attr=method)) if method in _SAME:
                return self._holder(whole) if self._inference.value(whole).is_a(Kind.MODULE) is Answer.YES else None
        return None

    def _made(self, held: ast.Name, shown: ast.stmt) -> ast.Assign | None:
        """The last statement before another one that binds a variable, where that is ``name = …`` at the top level."""
        before = [binding.node for binding in self._names.bindings(held.id, held) if _line(binding.node) < shown.lineno]
        last = max(before, key=_line, default=None)
        if not isinstance(last, ast.Assign) or last not in self._structure.module.body:
            return None
        return last if all(isinstance(target, ast.Name) for target in last.targets) else None

    def _end(self, held: ast.Name, shown: ast.stmt) -> ast.stmt | None:
        """The first statement of the top level after another one that deletes a variable or gives it something else."""
        bound = [binding.node for binding in self._names.bindings(held.id, held)]
        for statement in self._structure.following(shown):
            if isinstance(statement, ast.Delete):
                if any(isinstance(target, ast.Name) and target.id == held.id for target in statement.targets):
                    return statement
            elif any(self._structure.inside(node, statement) for node in bound):
                is_other = isinstance(statement, ast.Assign) and not self._reads(statement.value, held.id)
                return statement if is_other else None
        return None

    def _reads(self, value: ast.expr, name: str) -> bool:
        return any(isinstance(node, ast.Name) and node.id == name for node in self._structure.walk(value))


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)
