"""The syntax tree of a text, made of the trees of its units; unchanged units are not parsed again."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from parso.grammar import load_grammar

from tensortidy.source import Position, Source, Suppression, suppression_in
from tensortidy.syntax.lowering import lower_statements
from tensortidy.syntax.modern import Respelled, respell
from tensortidy.syntax.units import cut

# The newest grammar that every supported parso knows; older Python parses as a part of it.
_GRAMMAR = load_grammar(version="3.13")


@dataclass
class SyntaxMemory:
    """The parsed units of one document's last text, keyed by their text: content, never identity."""

    units: dict[str, tuple[Any, Respelled]] = field(default_factory=dict)
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
    memory = memory if memory is not None else SyntaxMemory()
    known, memory.units = memory.units, {}
    body: list[ast.stmt] = []
    suppressions: list[Suppression] = []
    for unit in cut(source.text):
        parsed = memory.units.get(unit.text) or known.get(unit.text)
        if parsed is None:
            respelled = respell(unit.text)
            parsed = (_GRAMMAR.parse(respelled.text), respelled)
            memory.parsed += 1
        memory.units[unit.text] = parsed
        tree, respelled = parsed
        body.extend(lower_statements(tree, unit.first_line - 1, respelled))
        if "tensortidy:" in unit.text.lower():
            suppressions.extend(_suppressions(tree, unit.first_line - 1))
    return Syntax(ast.Module(body=body, type_ignores=[]), tuple(suppressions))


def _suppressions(tree: Any, line_offset: int) -> list[Suppression]:
    """The directives in the comments before each leaf, in order of place."""
    found: list[Suppression] = []
    leaf = tree.get_first_leaf()
    while leaf is not None:
        if "#" in leaf.prefix:
            for part in leaf._split_prefix():
                if part.type == "comment":
                    line, column = part.start_pos
                    directive = suppression_in(part.value, Position(line + line_offset, column))
                    if directive is not None:
                        found.append(directive)
        leaf = leaf.get_next_leaf()
    return found
