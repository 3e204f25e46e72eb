"""The syntax tree of a text; when the text is edited, only what the edit touches is parsed again."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tensortidy.source import Position, Source, Suppression, common_ends, suppression_in
from tensortidy.syntax.blocks import Work, advance
from tensortidy.syntax.cpython import module_of
from tensortidy.syntax.division import divide
from tensortidy.syntax.parsing import load_parser, parse_whole
from tensortidy.syntax.placed import Block, PlacedUnit
from tensortidy.syntax.units import cut, line_breaks

# Shorter statements are divided in 0.3 ms.
_LONG_TO_DIVIDE = 40  # lines


@dataclass
class SyntaxMemory:
    """The statements of one document's last text.

    The trees of a text share nodes with those of the texts before it, moved to where they stand now: only the last
    one is to be read.
    """

    block: Block = field(default_factory=Block)
    source: Source | None = None
    """The text whose statements these are."""
    cuts_blocks: bool = True
    """Whether blocks of long statements are parsed one by one: dearer once, and cheaper each time after."""
    parsed: int = 0
    """How many units have been parsed so far: what an edit costs, counted rather than timed."""


@dataclass(frozen=True)
class Syntax:
    """A text's tree and its suppression comments.

    Lines count from 1 and columns from 0 in code points (not UTF-8 bytes, as in CPython's ``ast``).
    Statements that could not be parsed are missing from the tree; what stands around them is there.
    """

    module: ast.Module
    suppressions: tuple[Suppression, ...]
    parsed: frozenset[ast.stmt] = frozenset()
    """The statements, of all levels, that are new since the last text, or hold something new."""
    is_rough: bool = False
    """Whether what is broken was parsed block by block: what the parser makes of it depends on all around it."""
    ends: tuple[int, int] | None = None
    """What the text has in common with the last one, if there was one: see ``common_ends``."""
    sent: Block | None = None
    """What may have yet to be moved to where it stands in the text: see ``arrive``."""

    def arrive(self) -> None:
        """Let all nodes stand in the lines of the text, should those below an edit have been left where they were."""
        if self.sent is not None:
            self.sent.arrive()


def parse(source: Source, memory: SyntaxMemory | None = None, *, roughly: bool = False) -> Syntax:
    """Parse a text of any kind, never raising for what it holds.

    ``memory`` is read and updated: it holds afterwards the statements of this text alone. A definition that is edited
    stays the same object as long as it keeps its name. ``roughly`` saves the time to parse broken statements in one
    go, and to move what was not edited: that has yet to ``arrive``.
    """
    memory = memory if memory is not None else SyntaxMemory(cuts_blocks=False)
    work = Work(memory.cuts_blocks, is_edit=bool(memory.block.units))
    ends = common_ends(memory.source.text, source.text) if memory.source is not None else None
    advance(memory.block, source.text, work, ends)
    memory.source = source
    new = frozenset(work.new)
    memory.block.send(0)
    for unit in [unit for unit in memory.block.units if not (roughly and new.isdisjoint(unit.statements))]:
        unit.arrive()
    memory.parsed += work.parsed
    is_broken = memory.cuts_blocks and memory.block.is_broken
    units = list(_exactly(source.text, memory.block)) if is_broken and not roughly else memory.block.units
    suppressions: list[Suppression] = []
    for unit in [unit for unit in units if unit.has_comments]:
        for text, line, column in unit.all_comments():
            directive = suppression_in(text, Position(line, column))
            if directive is not None:
                suppressions.append(directive)
    body = [statement for unit in units for statement in unit.statements]
    module = ast.Module(body=body, type_ignores=[])
    return Syntax(module, tuple(suppressions), new, is_broken and roughly, ends, memory.block)


def get_ready(memory: SyntaxMemory, give_way: Callable[[], None]) -> None:
    """Do now what the first edits would have to do; ``give_way`` is called between, and may raise."""
    load_parser()
    _divide_long(memory.block, give_way)


def _divide_long(block: Block, give_way: Callable[[], None]) -> None:
    """Divide statements that take long to be divided; the others can be moved faster as they are."""
    for unit in block.units:
        give_way()
        if unit.lines > _LONG_TO_DIVIDE:
            divide(unit)
        _ = unit.outside
        for part in unit.parts:
            _divide_long(part.block, give_way)


def parse_by_cpython(text: str) -> ast.Module:
    """The module of a whole text that nobody types in, as ``parse`` gives it but for places, which are CPython's own.

    What is no Python for the Python that runs this is parsed as ``parse`` does, never raising for what it holds.
    """
    return module_of(text) or parse(Source(text)).module


def _exactly(text: str, block: Block) -> Iterator[PlacedUnit]:
    """The units of a text, those that are broken parsed in one go, and all others as they are in its block."""
    known = {(unit.line_offset, unit.text): unit for unit in block.units if not unit.is_broken}
    offset = 0
    for piece in cut(text):
        found = known.get((offset, piece.text))
        if found is None:
            parsed = parse_whole(piece.text)
            lines = line_breaks(piece.text)
            found = PlacedUnit(piece.text, lines, parsed.statements, parsed.comments, parsed.is_broken)
            found.move(offset)
        yield found
        offset += found.lines
