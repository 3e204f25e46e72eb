"""One stretch of text parsed in one go, by parso, and lowered."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tensortidy.source import mentions_directive
from tensortidy.syntax.lowering import lower_statements
from tensortidy.syntax.modern import respell
from tensortidy.syntax.units import has_statement

_PREFIX = re.compile(r"#[^\r\n]*|\r\n|\r|\n|[^#\r\n]+")
_LINE_ENDS = frozenset({"\r\n", "\r", "\n"})


@dataclass(frozen=True)
class Parsed:
    """Statements, with lines as if ``line_offset`` others stood before the text, and comments that may be directives.

    A comment comes with its line in the text, from 1, and its column.
    """

    statements: list[ast.stmt]
    comments: list[tuple[str, int, int]]
    is_broken: bool
    """Whether anything could not be parsed."""
    line_offset: int = 0


def parse_whole(text: str, indentation: str = "") -> Parsed:
    """Parse a text in one go; one with an indentation as the block of another statement, so that columns stay."""
    if not has_statement(text):  # comments need no block to stand in, and make none
        if not mentions_directive(text):
            return Parsed([], [], is_broken=False)
        indentation = ""
    header = "if 1:\n" if indentation else ""
    respelled = respell(header + text)
    tree = _grammar().parse(respelled.text)
    offset = -1 if indentation else 0
    statements, is_broken = lower_statements(tree, offset, respelled)
    if indentation:
        outer = statements[0] if len(statements) == 1 else None
        is_broken = is_broken or not isinstance(outer, ast.If) or bool(outer.orelse)
        statements = outer.body if isinstance(outer, ast.If) else []
    comments = list(_comments(tree)) if mentions_directive(text) else []
    return Parsed(statements, [(comment, line + offset, column) for comment, line, column in comments], is_broken)


def load_parser() -> None:
    """Load what the first parse would load, which takes a twentieth of a second."""
    _grammar()


@cache
def _grammar() -> Any:
    """The newest grammar that every supported parso knows; older Python parses as a part of it."""
    from parso.grammar import load_grammar  # noqa: PLC0415 - a tenth of a command that finds all answers in its cache

    return load_grammar(version="3.13")


def _comments(tree: Any) -> Iterator[tuple[str, int, int]]:
    """The comments before each leaf, with line and column, in order of place."""
    leaf = tree.get_first_leaf()
    while leaf is not None:
        if "#" in leaf.prefix:
            line, column = leaf.get_start_pos_of_prefix()
            if (line, column) == (1, 0) and leaf.prefix.startswith("\ufeff"):
                column = -1  # a byte order mark takes no column
            # (parso's own way to take a prefix apart raises where there is a byte order mark in the middle of a text)
            for part in _PREFIX.finditer(leaf.prefix):
                if part.group().startswith("#"):
                    yield part.group(), line, column
                line, column = (line + 1, 0) if part.group() in _LINE_ENDS else (line, column + len(part.group()))
        leaf = leaf.get_next_leaf()
