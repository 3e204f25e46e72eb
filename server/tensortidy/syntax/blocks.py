"""Blocks of statements that are edited: only the innermost statements that an edit touches are parsed again.

A text is a block of units, each a statement of the top level. A unit that is a long compound statement is made of
blocks in its turn, one for each of its clauses. Nodes stay the same objects as long as nothing in them is edited, and
so do definitions as long as they keep their names: others refer to these.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from tensortidy.source import common_ends
from tensortidy.syntax.cpython import parse_unit
from tensortidy.syntax.division import bodies_of, divide, is_long
from tensortidy.syntax.parsing import Parsed, parse_whole
from tensortidy.syntax.placed import Block, Part, PlacedUnit, cores_of, inside
from tensortidy.syntax.units import (
    Clause,
    NotABlockError,
    Unit,
    clauses_of,
    cut,
    ends_at,
    indentation_of,
    line_breaks,
)

# Longer statements are pasted, or take parso so long that CPython is asked first: 0.1 ms a line.
_TYPED = 4
_DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass
class Work:
    """What taking over a newer text has cost, and found.

    ``parsed`` counts the units that were parsed. ``new`` are the statements of all levels that are new, or hold
    something new. ``cuts_blocks`` says whether blocks are parsed one by one: dearer once, and cheaper each time after;
    ``is_edit`` whether there was an earlier text.
    """

    cuts_blocks: bool = True
    is_edit: bool = False
    parsed: int = 0
    new: list[ast.stmt] = field(default_factory=list)


def advance(block: Block, text: str, work: Work, ends: tuple[int, int] | None = None) -> bool:
    """Take over a newer text; its units have yet to be moved to where they stand in it.

    ``ends`` is what it has in common with the text of the block, should that be known: see ``common_ends``.

    False, and nothing is changed, where it is no block of this indentation, or what follows may belong to it.
    """
    head, tail = ends or common_ends(block.text, text)
    if block.units and head == len(text) == block.length:
        return True
    return _advance_within(block, text, head, tail, work) or _cut_again(block, text, head, tail, work)


def _advance_within(block: Block, text: str, head: int, tail: int, work: Work) -> bool:
    """Take over an edit that lies in one block of a unit, if it does."""
    begin = 0
    for unit in block.units:
        if begin + len(unit.text) > head:
            break
        begin += len(unit.text)
    else:
        return False
    unit.arrive()
    length = block.length
    edited_end = length - tail
    if work.cuts_blocks:
        divide(unit)
    part = unit.part_around(head - begin, edited_end - begin)
    if part is None:
        return False
    longer = len(text) - length
    start = begin + part.begin
    inner = text[start : start + part.block.length + longer]
    before = part.block.lines
    if not inner.endswith("\n") or not advance(part.block, inner, work):
        return False
    part.block.move(unit.line_offset + part.line)
    unit.text = text[begin : begin + len(unit.text) + longer]
    more = part.block.lines - before
    unit.lines += more
    later = unit.parts[unit.parts.index(part) + 1 :]
    if more and later:
        behind = unit.line_offset + part.line + before
        for place in unit.outside:
            if place["lineno"] > behind:
                place["lineno"] += more
                place["end_lineno"] += more
    for other in later:
        other.begin += longer
        other.line += more
        other.block.move(unit.line_offset + other.line)
    unit.close()
    work.new += unit.outer_statements
    return True


def _cut_again(block: Block, text: str, head: int, tail: int, work: Work) -> bool:
    """Cut the stretch that is different into units again, and parse those that are new.

    Where a unit ends is seen in the line after it, so that the last one before the stretch is cut again where that line
    does not begin another.
    """
    old = [unit for unit in block.units if unit.text]  # the end of a text may be a unit of nothing
    kept, begin = 0, 0
    while kept + 1 < len(old) and begin + len(old[kept].text) + len(old[kept + 1].text) <= head:
        begin += len(old[kept].text)
        kept += 1
    if kept < len(old) and not old[kept].is_broken:
        end = begin + len(old[kept].text)
        if end <= head and ends_at(text, end, block.indentation):
            kept, begin = kept + 1, end
    behind: dict[int, int] = {}  # which old units begin behind the stretch, by where they begin in the new text
    start = len(text)
    for number in range(len(old) - 1, kept - 1, -1):
        start -= len(old[number].text)
        if start < len(text) - tail:
            break
        behind[start] = number
    pieces: list[Unit] = []
    rest: list[PlacedUnit] = []
    if kept == 0 and block.indentation and indentation_of(text) != block.indentation:
        return False
    try:
        for piece in cut(text, begin, indentation=block.indentation, closes_brackets=work.cuts_blocks):
            pieces.append(piece)
            begin += len(piece.text)
            if begin in behind:
                rest = old[behind[begin] :]
                break
    except NotABlockError:
        return False
    if block.indentation and not rest and pieces and pieces[-1].is_open:
        return False
    between = old[kept : len(old) - len(rest)]
    for unit in between:
        unit.arrive()
    block.units = [*old[:kept], *_parsed(block, pieces, between, work), *rest]
    return True


def _parsed(block: Block, pieces: Sequence[Unit], old: Sequence[PlacedUnit], work: Work) -> list[PlacedUnit]:
    """The units of some pieces of text: those that were there before as they were, the others parsed."""
    left: dict[str, list[PlacedUnit]] = {}
    for unit in old:
        left.setdefault(unit.text, []).append(unit)
    known = [alike.pop(0) if (alike := left.get(piece.text)) else None for piece in pieces]
    spaced = {unit.core: unit for alike in left.values() for unit in alike}
    for at, piece in enumerate(pieces):
        same = next((spaced.pop(core) for core in cores_of(piece.text) if known[at] is None and core in spaced), None)
        if same is not None:
            left[same.text].remove(same)
            same.space(piece.text)
            known[at] = same
    # what is left of the old units may have become one of the new ones
    gone = [unit for alike in left.values() for unit in alike]
    for unit in gone if work.cuts_blocks else ():
        divide(unit)
    spare = [block for unit in gone for block in (*(part.block for part in unit.parts), *unit.spare)]
    found = [
        same or _parse(piece.text, block.indentation, spare, work) for piece, same in zip(pieces, known, strict=True)
    ]
    new = [unit for unit, same in zip(found, known, strict=True) if same is None]
    _keep_identities(gone, new)
    for unit in new:
        work.new += unit.outer_statements
    return found


def _keep_identities(old: Sequence[PlacedUnit], new: Sequence[PlacedUnit]) -> None:
    """Let new definitions be the objects that the old ones of their names were."""
    known: dict[tuple[type[ast.stmt], str], list[ast.stmt]] = {}
    for unit in old:
        for statement in unit.statements:
            if isinstance(statement, _DEFINITION):
                known.setdefault((type(statement), statement.name), []).append(statement)
    for unit in new:
        for at, statement in enumerate(unit.statements):
            alike = known.get((type(statement), statement.name)) if isinstance(statement, _DEFINITION) else None
            if alike:
                same = unit.statements[at] = alike.pop(0)
                vars(same).clear()
                vars(same).update(vars(statement))
                for part in unit.parts:
                    part.owner = same if part.owner is statement else part.owner


def _parse(text: str, indentation: str, spare: list[Block], work: Work) -> PlacedUnit:
    """Parse a unit of a block; of a long compound statement only the units of its own blocks that are new.

    ``spare`` are the blocks of the units that it may be a newer text of; those that are taken are taken out.
    """
    parsed = _parse_at_once(text, line_breaks(text), indentation, work) if not spare else None
    if parsed is not None and not parsed.is_broken:
        work.parsed += 1
        return _unit(text, parsed)
    blocks: list[Block] = []
    clauses = clauses_of(text) if work.cuts_blocks and is_long(text) else []
    for clause in clauses:
        body = text[clause.begin : clause.end]
        fitting = [known for known in spare if known.indentation == clause.indentation]
        block = max(fitting, key=lambda known: sum(common_ends(known.text, body)), default=Block(clause.indentation))
        spare[:] = [other for other in spare if other is not block]
        blocks.append(block)
        if not advance(block, body, work):
            break
    else:
        found = _joined(text, clauses, indentation, blocks, work) if blocks else None
        if found is not None:
            work.new += [node for block in blocks if not block.is_shown for node in inside(block.statements)]
            for block in blocks:
                block.is_shown = True
            return found
    for block in blocks:
        block.is_shown = False
    work.parsed += 1
    return _unit(text, parsed or _parse_at_once(text, line_breaks(text), indentation, work), spare=blocks)


def _parse_at_once(text: str, lines: int, indentation: str, work: Work) -> Parsed:
    """Parse a unit that has so many lines of its own, with all that is in it."""
    is_typed = work.is_edit and lines <= _TYPED
    return (parse_unit(text, indentation) if not is_typed else None) or parse_whole(text, indentation)


def _unit(text: str, parsed: Parsed, *, spare: list[Block] | None = None) -> PlacedUnit:
    return PlacedUnit(
        text, line_breaks(text), parsed.statements, parsed.comments, parsed.is_broken, spare=spare or (),
        line_offset=parsed.line_offset,
    )  # fmt: skip


def _joined(text: str, clauses: list[Clause], indentation: str, blocks: list[Block], work: Work) -> PlacedUnit | None:
    """A compound statement made of its headers and its blocks; None where these make none."""
    headers, begin, lines = "", 0, 0
    for clause in clauses:
        header = text[begin : clause.begin]
        rest = "\n" * line_breaks(text[clause.begin : clause.end])  # so that the next header stands in its line
        headers += f"{header}{clause.indentation}pass{rest}"
        begin, lines = clause.end, lines + line_breaks(header)
    parsed = _parse_at_once(headers if headers.endswith("\n") else headers + "\n", lines, indentation, work)
    places = list(bodies_of(parsed.statements[-1])) if parsed.statements else []
    if parsed.is_broken or len(parsed.statements) != 1 or len(places) != len(blocks):
        return None
    if not all(block.statements for block in blocks):
        return None
    unit = _unit(text, parsed)
    parts: list[Part] = []
    for clause, (owner, name), block in zip(clauses, places, blocks, strict=True):
        part = Part(clause.begin, line_breaks(text[: clause.begin]), owner, name, block)
        block.move(unit.line_offset + part.line)
        parts.append(part)
    unit.parts = parts
    unit.close()
    return unit
