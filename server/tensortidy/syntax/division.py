"""A statement that was parsed in one go, divided into blocks before it is first edited: nothing is parsed for that."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any

from tensortidy.source import first_line
from tensortidy.syntax.placed import Block, Part, PlacedUnit
from tensortidy.syntax.units import Clause, NotABlockError, clauses_of, cut, line_breaks

# A statement of more lines is worth being divided. A class always is, so that its methods stay the same.
_LONG = 6
_CLASS = re.compile(r"(?m)^[ \t]*class\b")


def is_long(text: str) -> bool:
    """Whether a statement is worth being divided."""
    return line_breaks(text) > _LONG or _CLASS.search(text) is not None


def divide(unit: PlacedUnit) -> None:
    """Hand the nodes of a compound statement out to the units of its blocks; leave it where that cannot be done."""
    if unit.parts or unit.is_broken or len(unit.statements) != 1 or not is_long(unit.text):
        return
    clauses = clauses_of(unit.text)
    owners = list(bodies_of(unit.statements[0])) if clauses else []
    if not clauses or len(owners) != len(clauses):
        return
    parts: list[Part] = []
    for clause, (owner, name) in zip(clauses, owners, strict=True):
        block = _block(unit, clause, getattr(owner, name))
        if block is None:
            return
        parts.append(Part(clause.begin, line_breaks(unit.text[: clause.begin]), owner, name, block))
    unit.take(parts)


def _block(unit: PlacedUnit, clause: Clause, statements: Sequence[ast.stmt]) -> Block | None:
    """The block of a clause, from statements that are parsed; None where they do not lie in units of their own."""
    text = unit.text[clause.begin : clause.end]
    line = line_breaks(unit.text[: clause.begin])
    found: list[PlacedUnit] = []
    pending = list(reversed(statements))
    try:
        for piece in _cut_between(text, clause.indentation, statements, unit.line_offset + line) or _cut(text, clause):
            lines = line_breaks(piece)
            begin, end = unit.line_offset + line, unit.line_offset + line + lines
            inner: list[ast.stmt] = []
            while pending and begin < first_line(pending[-1]) <= end:
                inner.append(pending.pop())
            if inner and (inner[-1].end_lineno or 0) > end:
                return None
            comments = [(text, at - line, column) for text, at, column in unit.comments if line < at <= line + lines]
            found.append(PlacedUnit(piece, lines, inner, comments or (), line_offset=begin))
            line += lines
    except NotABlockError:
        return None
    return None if pending else Block(clause.indentation, found)


def _cut(text: str, clause: Clause) -> Iterator[str]:
    """The texts of the units of a clause's block, ``text``. Raises NotABlockError."""
    return (piece.text for piece in cut(text, indentation=clause.indentation, closes_brackets=True))


def _cut_between(text: str, indentation: str, statements: Sequence[ast.stmt], line_offset: int) -> list[str]:
    """The texts of the units of a block, by where its statements begin: much faster than to look at every token.

    ``line_offset`` is the line, from 0, of the tree's text at which ``text`` begins. Empty where that is not so simple:
    with several statements in a line, or one whose line is joined to the one before it.
    """
    lines = text.split("\n")
    begins = [first_line(statement) - line_offset - 1 for statement in statements]
    pieces: list[str] = []
    for statement, last, begin in zip(statements, [0, *begins], begins, strict=False):
        is_first = begin == 0 and statement is statements[0]
        if not (is_first or last < begin < len(lines)) or statement.col_offset != len(indentation):
            return []
        if not lines[begin].startswith(indentation) or lines[begin - 1].endswith("\\"):
            return []
        if begin:  # comments above the first statement are a unit, too
            pieces.append("\n".join(lines[last:begin]) + "\n")
    return [*pieces, "\n".join(lines[begins[-1] :])] if begins and "\r" not in text else []


def bodies_of(node: Any) -> Iterator[tuple[Any, str]]:
    """The blocks of a compound statement in order, as nodes and the names of their lists, those of ``elif`` too."""
    for name in ("body", "handlers", "orelse", "finalbody"):
        inner = getattr(node, name, None) or []
        if name == "handlers":
            yield from ((handler, "body") for handler in inner)
        elif name == "orelse" and isinstance(node, ast.If) and _is_elif(inner, node):
            yield from bodies_of(inner[0])
        elif inner:
            yield node, name


def _is_elif(orelse: Sequence[ast.stmt], node: ast.If) -> bool:
    """Whether ``else`` and ``if`` are one word: the inner one stands where the outer one does."""
    return len(orelse) == 1 and isinstance(orelse[0], ast.If) and orelse[0].col_offset == node.col_offset
