"""What an edit touched in a text, and where it moved the rest."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from tensortidy.rule import Finding
from tensortidy.semantics.shapes import is_long
from tensortidy.semantics.structure import Function, Structure
from tensortidy.source import Position, Source, Span, common_ends, first_line


@dataclass(frozen=True)
class Region:
    """What a change touches of a tree: a statement with all that is inside it, or the header alone of a long one."""

    statement: ast.stmt
    is_header: bool = False

    @property
    def lines(self) -> range:
        """Its lines, from 1."""
        begin, end = first_line(self.statement), self.statement.end_lineno or 0
        return range(begin, _first_inside(self.statement) if self.is_header else end + 1)

    def nodes(self, structure: Structure) -> Sequence[ast.AST]:
        """Its nodes, in order of place."""
        return structure.head(self.statement) if self.is_header else structure.walk(self.statement)


@dataclass(frozen=True)
class Change:
    """One stretch of lines that another has taken the place of; several edits are one stretch around them.

    ``start`` is its first line in both texts, ``old_end`` and ``new_end`` are the lines after its last (from 1). Where
    lines were only added, or only deleted, one of these is ``start``.
    """

    start: int
    old_end: int
    new_end: int

    @classmethod
    def between(cls, old: Source, new: Source, ends: tuple[int, int] | None = None) -> Change | None:
        """What is different in a new text; None where it is the same.

        ``ends`` is what the texts have in common, should that be known: see ``common_ends``.
        """
        head, tail = ends or common_ends(old.text, new.text)
        if head == len(old.text) == len(new.text):
            return None
        old_end, new_end = old.position(len(old.text) - tail), new.position(len(new.text) - tail)
        whole = 0 if old_end.column == new_end.column == 0 else 1
        return cls(old.position(head).line, old_end.line + whole, new_end.line + whole)

    def moved(self, finding: Finding) -> Finding | None:
        """A finding of the old text where it stands in the new one; None where the change touches a place of it."""
        span = self._span(finding.span)
        related = [(item, self._span(item.span) if item.path is None else item.span) for item in finding.related]
        edits = [(edit, self._span(edit.span)) for edit in finding.fix.edits] if finding.fix is not None else []
        if span is None or any(place is None for _, place in (*related, *edits)):
            return None
        if self.old_end == self.new_end:
            return finding
        fix = finding.fix
        if fix is not None:
            fix = replace(fix, edits=tuple(replace(edit, span=place) for edit, place in edits if place is not None))
        places = tuple(replace(item, span=place) for item, place in related if place is not None)
        return replace(finding, span=span, related=places, fix=fix)

    def regions(self, module: ast.Module, new: Collection[ast.stmt] | None = None) -> Sequence[Region]:
        """What a change touches in the new text's tree: methods, other statements of the top level, parts of long.

        ``new`` are the statements of all levels that are not what they were in the old text, if that is known.
        """
        # only what is new has to be where it stands by now
        body = module.body if new is None else [statement for statement in module.body if statement in new]
        return [region for statement in self._touched(body) for region in self._regions(statement, new)]

    def _regions(self, statement: ast.stmt, new: Collection[ast.stmt] | None) -> Sequence[Region]:
        if new is not None and statement not in new:
            return ()
        in_parts = is_long(statement)  # then it is no region as a whole where its header or a block is touched alone
        if in_parts and self.new_end + self._gap <= _first_inside(statement):
            return (Region(statement, is_header=True),)
        for block in _blocks(statement) if in_parts or isinstance(statement, ast.ClassDef) else ():
            inner = self._touched(block)
            if not inner and any(map(self._is_between, block, block[1:])):
                return ()  # a comment, or what cannot be parsed while it is being typed
            whole = in_parts or all(isinstance(part, Function | ast.ClassDef) for part in inner)
            if inner and whole and self.start >= first_line(inner[0]):
                if self.new_end <= _end(inner[-1]) + 1:
                    return [region for part in inner for region in self._regions(part, new)]
        return (Region(statement),)

    def _is_between(self, before: ast.stmt, after: ast.stmt) -> bool:
        """Whether the change is between two neighbouring statements."""
        return _end(before) < self.start and self.new_end <= first_line(after)

    def _touched(self, block: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
        """The statements of a block, which are in order of place, that the change touches."""
        first = bisect_left(block, self.start - self._gap, key=_end)
        end = self.new_end + self._gap
        return list(takewhile(lambda statement: first_line(statement) < end, block[first:]))

    @property
    def _gap(self) -> int:
        """How many lines around it are touched as well: what was deleted belonged to what is before it, or behind."""
        return 1 if self.new_end < self.old_end else 0

    def _span(self, span: Span) -> Span | None:
        if span.end.line < self.start:
            return span
        if span.start.line < self.old_end:
            return None
        shift = self.new_end - self.old_end
        return Span(
            Position(span.start.line + shift, span.start.column), Position(span.end.line + shift, span.end.column)
        )


def _end(statement: ast.stmt) -> int:
    return statement.end_lineno or 0


def _first_inside(statement: ast.stmt) -> int:
    """The line that the first block of a statement begins in; that of a statement itself where it has none."""
    return first_line(next((block[0] for block in _blocks(statement) if block), statement))


def _blocks(statement: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    """The blocks of a compound statement."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, None)
        if isinstance(block, list):
            yield block
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body
