"""Cutting a text into top-level units, each of which parses the same alone as in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """A stretch of whole lines: one top-level statement with the blank lines and comments after it.

    ``first_line`` counts from 1.
    """

    first_line: int
    text: str


# What can hide a line break or a bracket, what is counted, and line ends.
TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<triple>(?:'{3}(?:[^\\']|\\.|'(?!''))*(?:'{3}|\Z))|(?:"{3}(?:[^\\"]|\\.|"(?!""))*(?:"{3}|\Z)))
    | (?P<string>'(?:[^\\'\r\n]|\\(?:\r\n|.))*'?|"(?:[^\\"\r\n]|\\(?:\r\n|.))*"?)
    | (?P<joined>\\(?:\r\n|\r|\n))
    | (?P<newline>\r\n|\r|\n)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    """,
    re.VERBOSE | re.DOTALL,
)

# A line that starts with one of these belongs to the statement before it.
# (A form feed at its start does not count as indentation: the language reference, "Indentation".)
_CONTINUES = re.compile(r"\f*(?:(?:else|elif|except|finally)\b|[ \t)\]}#\r\n]|\Z)")

# Words at which parso's tokenizer gives up on an open bracket (parso.python.tokenize).
_BREAKS_BRACKETS = re.compile(
    r"(?:import|class|def|try|except|finally|while|with|return|continue|break|del|pass|global|assert|nonlocal)\b"
)


def cut(text: str) -> Iterator[Unit]:
    """Cut a text into units, in order; their texts joined are the text again."""
    begin, first_line, line = 0, 1, 1
    depth = 0
    after_decorator = text.startswith("@")
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind in ("triple", "joined", "string"):
            line += _line_breaks(token.group())
        elif kind == "newline":
            line += 1
            end = token.end()
            if depth and not _BREAKS_BRACKETS.match(text, end):
                continue
            if _CONTINUES.match(text, end):
                continue
            depth = 0
            if not after_decorator:
                yield Unit(first_line, text[begin:end])
                begin, first_line = end, line
            after_decorator = text.startswith("@", end)
    yield Unit(first_line, text[begin:])


def _line_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
