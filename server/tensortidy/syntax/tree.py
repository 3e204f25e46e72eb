"""The syntax tree of a text, made of the trees of its units; unchanged units are not parsed again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parso.grammar import load_grammar

from tensortidy.source import Position, Source, Suppression, common_ends, suppression_in
from tensortidy.syntax.lowering import lower_statements
from tensortidy.syntax.modern import respell
from tensortidy.syntax.units import NotABlockError, cut, header_of, line_breaks

# The newest grammar that every supported parso knows; older Python parses as a part of it.
_GRAMMAR = load_grammar(version="3.13")
# A compound statement of more lines is parsed block by block.
_LONG = 40
_COMPOUND = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.With, ast.AsyncWith, ast.For, ast.AsyncFor,
             ast.While, ast.If)  # fmt: skip


@dataclass
class _Parsed:
    """A unit with its statements, and its comments that may be directives by line and column in the unit.

    The statements stand at ``line_offset``: they are moved where the unit is.
    """

    text: str
    lines: int
    statements: list[ast.stmt]
    comments: list[tuple[str, int, int]]
    is_broken: bool = False
    """Whether anything could not be parsed."""
    block: SyntaxMemory | None = None
    """The units of the block of a long compound statement that was made of them."""
    spare: SyntaxMemory | None = None
    """Those of one that had to be parsed in one go, for the next time."""
    header_lines: int = 0
    line_offset: int = 0
    placed: list[Any] = field(default_factory=list)
    """The nodes outside the block that have a place, as soon as they had to be moved."""

    def move(self, line_offset: int) -> None:
        """Let the statements stand elsewhere."""
        shift = line_offset - self.line_offset
        inner = self.block.units if self.block is not None else []
        if shift and not self.placed:
            pending: list[ast.AST] = list(self.statements)
            in_block = {id(statement) for unit in inner for statement in unit.statements}
            while pending:
                node = pending.pop()
                if hasattr(node, "end_lineno"):
                    self.placed.append(node)
                pending += [child for child in ast.iter_child_nodes(node) if id(child) not in in_block]
        offset = line_offset + self.header_lines
        for unit in inner:
            unit.move(offset)
            offset += unit.lines
        if shift:
            for node in self.placed:
                node.lineno += shift
                node.end_lineno += shift
        self.line_offset = line_offset


@dataclass
class SyntaxMemory:
    """The parsed units of one document's last text, in order.

    The trees of a text share nodes with those of the texts before it, moved to where they stand now: only the last
    one is to be read.
    """

    text: str = ""
    units: list[_Parsed] = field(default_factory=list)
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


def parse(source: Source, memory: SyntaxMemory | None = None) -> Syntax:
    """Parse a text of any kind, never raising for what it holds.

    ``memory`` is read and updated: it holds afterwards the units of this text alone.
    """
    memory = memory if memory is not None else SyntaxMemory(cuts_blocks=False)
    _update(memory, source.text, "")
    body: list[ast.stmt] = []
    suppressions: list[Suppression] = []
    offset = 0
    for unit in memory.units:
        unit.move(offset)
        body.extend(unit.statements)
        for text, line, column in unit.comments:
            directive = suppression_in(text, Position(line + offset, column))
            if directive is not None:
                suppressions.append(directive)
        offset += unit.lines
    return Syntax(ast.Module(body=body, type_ignores=[]), tuple(suppressions))


def _update(memory: SyntaxMemory, text: str, indentation: str) -> None:
    """Take over a new text. Raises NotABlockError where it is no block of this indentation, and changes nothing."""
    memory.units = _units(text, memory, indentation)
    memory.text = text


def _units(text: str, memory: SyntaxMemory, indentation: str) -> list[_Parsed]:
    """The units of a text: those before and behind the stretch that differs from the last text as they were.

    Where a unit ends is seen in the line after it, so that the last one before the stretch is cut again.
    """
    old = memory.units
    if old and text == memory.text:
        return old
    old = [unit for unit in old if unit.text]  # the end of a text may be a unit of nothing
    head, tail = common_ends(memory.text, text)
    kept, begin = 0, 0
    while kept + 1 < len(old) and begin + len(old[kept].text) + len(old[kept + 1].text) <= head:
        begin += len(old[kept].text)
        kept += 1
    behind: dict[int, int] = {}  # which old units begin behind the stretch, by where they begin in the new text
    start = len(text)
    for number in range(len(old) - 1, kept - 1, -1):
        start -= len(old[number].text)
        if start < len(text) - tail:
            break
        behind[start] = number
    between: dict[str, list[_Parsed]] = {}
    for unit in old[kept : min(behind.values(), default=len(old))]:
        between.setdefault(unit.text, []).append(unit)
    pieces: list[tuple[str, _Parsed | None]] = []
    rest: list[_Parsed] = []
    for piece in cut(text, begin, 1 + sum(unit.lines for unit in old[:kept]), indentation):
        alike = between.get(piece.text)
        pieces.append((piece.text, alike.pop() if alike else None))
        begin += len(piece.text)
        if begin in behind:
            rest = old[behind[begin] :]
            break
    # what is left of the old units may have become one of the new ones
    blocks = [block for alike in between.values() for unit in alike if (block := unit.block or unit.spare) is not None]
    found = [known or _parse(piece, indentation, blocks, memory) for piece, known in pieces]
    return [*old[:kept], *found, *rest]


def _parse(text: str, indentation: str, blocks: list[SyntaxMemory], counting: SyntaxMemory) -> _Parsed:
    """Parse a unit of a block; of a long compound statement only the units of its own block that are new.

    ``blocks`` are those of the units that it may be a newer text of; the one that is taken is taken out.
    """
    lines = line_breaks(text)
    block: SyntaxMemory | None = None
    header = header_of(text) if lines > _LONG and counting.cuts_blocks else None
    if header is not None:
        begin, inner = header
        body = text[begin:]
        block = max(blocks, key=lambda known: sum(common_ends(known.text, body)), default=SyntaxMemory())
        blocks[:] = [other for other in blocks if other is not block]
        before = block.parsed
        try:
            _update(block, body, inner)
        except NotABlockError:
            block = None
        else:
            counting.parsed += block.parsed - before
            found = _joined(text, begin, inner, indentation, block, lines)
            if found is not None:
                return found
            if indentation:  # the statement around it is parsed in one go
                return _Parsed(text, lines, [], [], is_broken=True, spare=block)
    counting.parsed += 1
    parsed = _parse_whole(text, indentation, lines)
    parsed.spare = block
    return parsed


def _joined(text: str, begin: int, inner: str, indentation: str, block: SyntaxMemory, lines: int) -> _Parsed | None:
    """A compound statement made of its header and the units of its block.

    None where any of it is broken: what the parser makes of that depends on what is around it.
    """
    statements = [statement for unit in block.units for statement in unit.statements]
    parsed = _parse_whole(f"{text[:begin]}{inner}pass\n", indentation, 0)
    outer: Any = parsed.statements[-1] if parsed.statements else None
    if not statements or parsed.is_broken or len(parsed.statements) != 1 or any(unit.is_broken for unit in block.units):
        return None
    if not isinstance(outer, _COMPOUND) or not _is_placeholder(outer.body):
        return None
    header_lines = line_breaks(text[:begin])
    offset = header_lines
    for unit in block.units:
        unit.move(offset)
        parsed.comments += [(comment, line + offset, column) for comment, line, column in unit.comments]
        offset += unit.lines
    outer.body = statements
    outer.end_lineno, outer.end_col_offset = statements[-1].end_lineno, statements[-1].end_col_offset
    return _Parsed(text, lines, parsed.statements, parsed.comments, False, block, None, header_lines)


def _is_placeholder(body: list[ast.stmt]) -> bool:
    return len(body) == 1 and isinstance(body[0], ast.Pass)


def _parse_whole(text: str, indentation: str, lines: int) -> _Parsed:
    """Parse a unit in one go; inside a block as the block of another statement, so that columns stay."""
    header = "if 1:\n" if indentation else ""
    respelled = respell(header + text)
    tree = _GRAMMAR.parse(respelled.text)
    offset = -1 if indentation else 0
    statements, is_broken = lower_statements(tree, offset, respelled)
    if indentation:
        outer = statements[0] if len(statements) == 1 else None
        is_broken = is_broken or not isinstance(outer, ast.If) or bool(outer.orelse)
        statements = outer.body if isinstance(outer, ast.If) else []
    comments = list(_comments(tree)) if "tensortidy:" in text.lower() else []
    return _Parsed(
        text, lines, statements, [(comment, line + offset, column) for comment, line, column in comments], is_broken
    )


def _comments(tree: Any) -> Iterator[tuple[str, int, int]]:
    """The comments before each leaf, with line and column, in order of place."""
    leaf = tree.get_first_leaf()
    while leaf is not None:
        if "#" in leaf.prefix:
            for part in leaf._split_prefix():
                if part.type == "comment":
                    yield (part.value, *part.start_pos)
        leaf = leaf.get_next_leaf()
