"""How fixes change, move and take away what is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from tensortidy.notebook import MARK
from tensortidy.rule import Edit, span_of
from tensortidy.source import Position, Source, Span, first_line

_FIRST_BLOCK = re.compile(r"(?m)^[^\s#].*:[ \t]*(?:\r\n|[\r\n])([ \t]+)\S")


def apply_edits(source: Source, edits: Iterable[Edit]) -> str:
    """The text after all edits, which refer to the text before any of them.

    Raises ValueError when two edits overlap.
    """
    ordered = sorted(edits, key=lambda edit: edit.span)
    pieces: list[str] = []
    at = 0
    for edit in ordered:
        start, end = source.offset(edit.span.start), source.offset(edit.span.end)
        if start < at:
            raise ValueError(f"two edits overlap at line {edit.span.start.line}, column {edit.span.start.column}")
        pieces.extend((source.text[at:start], edit.text))
        at = end
    pieces.append(source.text[at:])
    return "".join(pieces)


def replace(node: ast.AST, text: str) -> Iterator[Edit]:
    """Put ``text`` in the place of a statement or an expression."""
    yield Edit(span_of(node), text)


def insert_after(node: ast.AST, text: str) -> Iterator[Edit]:
    """Insert ``text`` right after a node, on its line."""
    end = span_of(node).end
    yield Edit(Span(end, end), text)


def line_magic(source: Source, statement: ast.stmt, magic: str) -> Iterator[Edit]:
    """Replace a statement that has a line of a notebook for itself by a line of Jupyter's, such as ``%xdel x``."""
    span = span_of(statement)
    if source.line(span.start.line).strip() == source.slice(span):
        yield Edit(span, f"pass  #{MARK}{magic}")


def indentation(source: Source, line: int) -> str:
    """The white space that a line starts with."""
    text = source.line(line)
    return text[: len(text) - len(text.lstrip(" \t\f"))]


def level(source: Source, line: int) -> str:
    """One level of indentation, as the first block of the text has it, and fit for what stands in a line, from 1.

    >>> level(Source("if True:\\n  pass\\n"), 1)
    '  '
    """
    own = indentation(source, line)
    found = _FIRST_BLOCK.search(source.text)
    usual = found.group(1) if found else "    "
    if not own or own[0] == usual[0]:
        return usual
    return "\t" if own[0] == "\t" else "    "


def stands_alone(source: Source, statement: ast.stmt) -> bool:
    """Whether nothing but white space and a comment shares the statement's lines."""
    span = span_of(statement)
    before = source.line(span.start.line)[: span.start.column]
    after = source.line(span.end.line)[span.end.column :].strip()
    return not before.strip() and (not after or after.startswith("#"))


def insert_line_before(source: Source, statement: ast.stmt, text: str) -> Iterator[Edit]:
    """Insert a line of code before a statement (before its decorators, where it has any), at its indentation."""
    if not stands_alone(source, statement):
        return
    first = first_line(statement)
    at = Position(first, 0)
    yield Edit(Span(at, at), f"{indentation(source, first)}{text}{source.newline}")


def insert_line_after(source: Source, statement: ast.stmt, text: str) -> Iterator[Edit]:
    """Insert a line of code after a statement, at its indentation."""
    if not stands_alone(source, statement):
        return
    span = span_of(statement)
    indent = indentation(source, first_line(statement))
    if span.end.line < source.line_count:
        at = Position(span.end.line + 1, 0)
        yield Edit(Span(at, at), f"{indent}{text}{source.newline}")
    else:
        at = Position(span.end.line, len(source.line(span.end.line)))
        yield Edit(Span(at, at), f"{source.newline}{indent}{text}")


def delete_statement(source: Source, statement: ast.stmt) -> Iterator[Edit]:
    """Delete a statement with its lines. The caller makes sure that its block keeps another one."""
    if not stands_alone(source, statement):
        return
    span = span_of(statement)
    if source.line(span.end.line)[span.end.column :].strip():  # a comment may speak of more than the statement
        yield Edit(Span(span.start, Position(span.end.line, _next_text(source, span.end))), "")
    elif span.end.line < source.line_count:
        yield Edit(Span(Position(first_line(statement), 0), Position(span.end.line + 1, 0)), "")
    else:
        yield Edit(Span(Position(first_line(statement), 0), span.end), "")


def _next_text(source: Source, position: Position) -> int:
    line = source.line(position.line)
    return len(line) - len(line[position.column :].lstrip())


def remove_argument(source: Source, call: ast.Call, argument: ast.expr | ast.keyword) -> Iterator[Edit]:
    """Remove one argument of a call, and the comma that parted it from its neighbours."""
    arguments = sorted((span_of(item), item) for item in (*call.args, *call.keywords))
    spans = [span for span, _ in arguments]
    here = next(at for at, (_, item) in enumerate(arguments) if item is argument)
    if here + 1 < len(spans):
        yield Edit(Span(spans[here].start, spans[here + 1].start), "")
    elif here > 0:
        yield Edit(Span(spans[here - 1].end, spans[here].end), "")
    else:
        end = Position(call.end_lineno or call.lineno, (call.end_col_offset or 1) - 1)
        rest = source.slice(Span(spans[here].end, end))
        if not rest.strip(" \t\r\n,"):  # a trailing comma goes too; a comment does not
            yield Edit(Span(spans[here].start, end), "")


def wrap_in_with(source: Source, statements: Sequence[ast.stmt], header: str) -> Iterator[Edit]:
    """Put neighbouring statements of one block under ``with header:``, indented by one level.

    Yields nothing where a line cannot be indented without changing what it says (inside a string
    of several lines) or where the statements share lines with others.
    """
    first = statements[0]
    moved = list(indent(source, statements))
    if not moved:
        return
    start = first_line(first)
    at = Position(start, 0)
    yield Edit(Span(at, at), f"{indentation(source, start)}with {header}:{source.newline}{moved[0].text}")
    yield from moved[1:]


def indent(source: Source, statements: Sequence[ast.stmt], *, after: ast.stmt | None = None) -> Iterator[Edit]:
    """Indent neighbouring statements of one block by one level, with the comments that follow ``after``.

    Yields nothing where a line cannot be indented without changing what it says (inside a string
    of several lines) or where the statements share lines with others.
    """
    first, last = statements[0], statements[-1]
    if not (stands_alone(source, first) and stands_alone(source, last)):
        return
    if any(_spans_lines_of_text(node) for statement in statements for node in ast.walk(statement)):
        return
    start, end = first_line(first), span_of(last).end.line
    step = level(source, start)
    for line in range(span_of(after).end.line + 1 if after is not None else start, end + 1):
        if source.line(line).strip():
            at = Position(line, 0)
            yield Edit(Span(at, at), step)


def unwrap(source: Source, statement: ast.With) -> Iterator[Edit]:
    """Take the body out of a ``with``: its header goes, and the body moves to where the header began.

    Yields nothing where a line cannot be moved without changing what it says, or where header and body share a line.
    """
    first, last = statement.body[0], statement.body[-1]
    top, line = statement.lineno, span_of(statement.items[-1].context_expr).end.line
    while line < first_line(first) and ":" not in source.line(line).partition("#")[0]:
        line += 1  # a bracket that is closed on a line of its own
    shared = source.line(top)[: statement.col_offset].strip() or line >= first_line(first)
    if shared or not (stands_alone(source, first) and stands_alone(source, last)):
        return
    if any(_spans_lines_of_text(node) for item in statement.body for node in ast.walk(item)):
        return
    outer, inner = indentation(source, top), indentation(source, first_line(first))
    comment = source.line(line).partition("#")[2]
    kept = f"{outer}#{comment}{source.newline}" if comment else ""
    yield Edit(Span(Position(top, 0), Position(line + 1, 0)), kept)
    for moved in range(line + 1, span_of(last).end.line + 1):
        if source.line(moved).startswith(inner):
            yield Edit(Span(Position(moved, len(outer)), Position(moved, len(inner))), "")


def move_before(
    source: Source, statements: Sequence[ast.stmt], outer: ast.stmt, changes: Sequence[Edit] = ()
) -> Iterator[Edit]:
    """Move statements, with the comments right above them, in front of one that stands around them.

    ``changes`` are edits inside of them, made on the way. Yields nothing where lines are shared, or cannot be moved
    without changing what they say. The caller makes sure that their block keeps another statement.
    """
    if not all(stands_alone(source, item) for item in statements) or not _begins_its_line(source, outer):
        return
    if any(_spans_lines_of_text(node) for statement in statements for node in ast.walk(statement)):
        return
    wanted, text = indentation(source, first_line(outer)), ""
    left: list[Span] = []
    for statement in statements:
        inner, last = indentation(source, first_line(statement)), span_of(statement).end.line
        first = first_line(statement)
        while source.line(first - 1).lstrip().startswith("#"):
            first -= 1
        end = Position(last, len(source.line(last)))
        lines = changed(source, Span(Position(first, 0), end), changes).split(source.newline)
        moved = [f"{wanted}{line[len(inner) :]}" if line.startswith(inner) else line for line in lines]
        text += "".join(f"{line}{source.newline}" for line in moved)
        if last < source.line_count:
            left.append(Span(Position(first, 0), Position(last + 1, 0)))
        else:
            left.append(Span(Position(first - 1, len(source.line(first - 1))), end))
    at = Position(first_line(outer), 0)
    yield Edit(Span(at, at), text)
    yield from (Edit(span, "") for span in left)


def _begins_its_line(source: Source, statement: ast.stmt) -> bool:
    start = span_of(statement).start
    return not source.line(start.line)[: start.column].strip()


def changed(source: Source, where: ast.AST | Span, changes: Iterable[Edit]) -> str:
    """The text of a node or a span after those of some edits that lie inside of it."""
    whole = where if isinstance(where, Span) else span_of(where)
    text, at = "", whole.start
    for edit in sorted(changes, key=lambda edit: edit.span):
        if whole.start <= edit.span.start and edit.span.end <= whole.end:
            text += source.slice(Span(at, edit.span.start)) + edit.text
            at = edit.span.end
    return text + source.slice(Span(at, whole.end))


def _spans_lines_of_text(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )
    return is_text and node.lineno != node.end_lineno  # type: ignore[attr-defined]
