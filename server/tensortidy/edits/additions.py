"""How fixes add what a file lacks: imports, decorators, functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.edits.changes import indentation, insert_line_after, stands_alone
from tensortidy.notebook import cell_markers
from tensortidy.rule import Edit, span_of
from tensortidy.source import Position, Source, Span, first_line


def add_import(source: Source, module: ast.Module, line: str) -> Iterator[Edit]:
    """Add an import line after the imports that the text starts with; nothing where it stands already."""
    if any(
        isinstance(item, ast.Import | ast.ImportFrom) and source.slice(span_of(item)) == line for item in module.body
    ):
        return
    last = _last_import(module)
    if last is not None:
        yield from insert_line_after(source, last, line)
    else:
        yield Edit(_top(source, module), f"{line}{source.newline}")


def add_decorator(source: Source, function: ast.stmt, decorator: str) -> Iterator[Edit]:
    """Put a decorator right above a function's ``def``, below those that it has."""
    line = function.lineno
    if source.line(line)[: function.col_offset].strip():
        return
    at = Position(line, 0)
    yield Edit(Span(at, at), f"{indentation(source, line)}{decorator}{source.newline}")


def as_written(source: Source, code: str) -> str:
    """Lines of code with the line breaks of the text that they go into."""
    return code.replace("\n", source.newline)


def add_function(source: Source, module: ast.Module, code: str) -> Iterator[Edit]:
    """Add a top-level function after the imports that the text starts with, two blank lines around it."""
    last = _last_import(module)
    end = source.newline
    if last is None:
        yield Edit(_top(source, module), f"{as_written(source, code)}{end}{end}{end}")
        return
    if not stands_alone(source, last):
        return
    line = span_of(last).end.line
    at = Position(line, len(source.line(line)))
    following = next((item for item in module.body if item.lineno > line), None)
    blank = first_line(following) - line - 1 if following is not None else 2
    comment = any(source.line(between).strip() for between in range(line + 1, line + 1 + max(blank, 0)))
    missing = end * (2 - blank) if blank < 2 and not comment else ""
    yield Edit(Span(at, at), f"{end}{end}{end}{as_written(source, code)}{missing}")


def _top(source: Source, module: ast.Module) -> Span:
    """Where a text's code begins: at its first character, and in the first cell with code where it has cells."""
    has_cells = module.body and any(cell_markers(source))
    top = Position(first_line(module.body[0]) if has_cells else 1, 0)
    return Span(top, top)


def _last_import(module: ast.Module) -> ast.stmt | None:
    """The last of the imports that a module starts with; its docstring where it has none; else None."""
    last: ast.stmt | None = None
    for statement in module.body:
        docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if isinstance(statement, ast.Import | ast.ImportFrom) or (docstring and last is None):
            last = statement
        else:
            break
    return last
