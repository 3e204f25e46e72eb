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
# Where a line is joined to the next one before its first token, what it belongs to is left to the parser.
_CONTINUES = re.compile(r"\f*(?:(?:else|elif|except|finally)\b|[ \t)\]}#\r\n]|\\[\r\n]|\Z)")

_BLANK = re.compile(r"[ \t\f]*(?:[#\r\n]|\Z)")
_COMPOUND = re.compile(r"[ \t]*(?:async[ \t]+)?(?:def|class|with|for|while|if)\b")
_INDENTATION = re.compile(r"(?:[ \t\f]*(?:\#[^\r\n]*)?(?:\r\n|\r|\n))*([ \t]*)(?=[^ \t\f\r\n#])")

# Words at which parso's tokenizer gives up on an open bracket (parso.python.tokenize).
_BREAKS_BRACKETS = re.compile(
    r"(?:import|class|def|try|except|finally|while|with|return|continue|break|del|pass|global|assert|nonlocal)\b"
)


class NotABlockError(ValueError):
    """A text that is no block of statements with one indentation."""


def cut(text: str, begin: int = 0, first_line: int = 1, indentation: str = "") -> Iterator[Unit]:
    """Cut a text into units, in order; their texts joined are the text again.

    ``begin`` is where to begin, the start of a unit, and ``first_line`` the line there. Statements have the
    ``indentation`` of the block that the text is; raises NotABlockError where one has less.
    """
    line = first_line
    depth = 0
    after_decorator = text.startswith(f"{indentation}@", begin)
    for token in TOKEN.finditer(text, begin):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind in ("triple", "joined", "string"):
            line += line_breaks(token.group())
        elif kind == "newline":
            line += 1
            end = token.end()
            if depth and not (
                text.startswith(indentation, end) and _BREAKS_BRACKETS.match(text, end + len(indentation))
            ):
                continue
            if indentation and not text.startswith(indentation, end):
                if _BLANK.match(text, end):
                    continue
                raise NotABlockError
            if _CONTINUES.match(text, end + len(indentation)):
                continue
            depth = 0
            if not after_decorator:
                yield Unit(first_line, text[begin:end])
                begin, first_line = end, line
            after_decorator = text.startswith(f"{indentation}@", end)
    yield Unit(first_line, text[begin:])


def header_of(text: str) -> tuple[int, str] | None:
    """Where the block of a compound statement begins, behind its header and decorators, and the block's indentation.

    None for any other statement, and where there is no block on lines of its own.
    """
    depth, begin = 0, 0
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        depth += (kind == "open") - (kind == "close")
        if kind != "newline" or depth > 0:
            continue
        line, begin, start = text[begin : token.start()], token.end(), begin
        if _BLANK.match(text, start) or line.lstrip().startswith("@"):
            continue
        found = _INDENTATION.match(text, begin) if _COMPOUND.match(line) else None
        outer = line[: len(line) - len(line.lstrip())]
        if found is None or not _ends_in_colon(line) or len(found[1]) <= len(outer) or not found[1].startswith(outer):
            return None
        return begin, found[1]
    return None


def _ends_in_colon(line: str) -> bool:
    """Whether a header ends its line, but for a comment: ``if x: pass`` does not."""
    end = len(line)
    for token in TOKEN.finditer(line):
        end = token.start() if token.lastgroup == "comment" else len(line)
    return line[:end].rstrip().endswith(":")


def line_breaks(text: str) -> int:
    """How many line ends a text has."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")
