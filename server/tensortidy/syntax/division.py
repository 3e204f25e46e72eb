"""A statement that was parsed in one go, divided into blocks when it is first edited: nothing is parsed for that."""

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
        for piece in cut(text, indentation=clause.indentation, closes_brackets=True):
            lines = line_breaks(piece.text)
            begin, end = unit.line_offset + line, unit.line_offset + line + lines
            inner: list[ast.stmt] = []
            while pending and begin < first_line(pending[-1]) <= end:
                inner.append(pending.pop())
            if inner and (inner[-1].end_lineno or 0) > end:
                return None
            comments = [(text, at - line, column) for text, at, column in unit.comments if line < at <= line + lines]
            found.append(PlacedUnit(piece.text, lines, inner, comments or (), line_offset=begin))
            line += lines
    except NotABlockError:
        return None
    return None if pending else Block(clause.indentation, found)


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
