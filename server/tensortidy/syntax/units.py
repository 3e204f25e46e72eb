"""Cutting a text into top-level units, each of which parses the same alone as in its place."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """A stretch of whole lines: one top-level statement with the blank lines and comments after it.

    ``first_line`` counts from 1.
    """

    first_line: int
    text: str
    is_open: bool = False
    """Whether what follows the text may belong to it: it ends inside brackets or a string, or behind a decorator."""


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
_WHITE = re.compile(r"[ \t\f]*")
_COMPOUND = re.compile(r"([ \t]*)(?:async[ \t]+)?(?:def|class|with|for|while|if|try)\b")
_CLAUSE = re.compile(r"[ \t]*(?:else|elif|except|finally)\b")
_NOTHING = re.compile(r"(?:[ \t\f]*(?:\#[^\r\n]*)?[\r\n])*[ \t\f]*(?:\#[^\r\n]*)?")
_INDENTATION = re.compile(r"(?:[ \t\f]*(?:\#[^\r\n]*)?[\r\n])*([ \t]*)(?=[^ \t\f\r\n#])")

# Words at which parso's tokenizer gives up on an open bracket (parso.python.tokenize).
_BREAKS_BRACKETS = re.compile(
    r"(?:import|class|def|try|except|finally|while|with|return|continue|break|del|pass|global|assert|nonlocal)\b"
)


# Behind each bracket that is closed for the author the text is looked at again: there are few while somebody types.
_MOST_OPEN = 8

_JOINED_ALONE = re.compile(r"(?:^|[\r\n])[ \t\f]*\\[\r\n]")


class NotABlockError(ValueError):
    """A text that is no block of statements with one indentation."""


def has_statement(text: str) -> bool:
    """Whether there is more in a text than blank lines and comments."""
    return _NOTHING.fullmatch(text) is None


def indentation_of(text: str) -> str:
    """The white space before the first statement of a text."""
    found = _INDENTATION.match(text)
    return found[1] if found is not None else ""


def ends_at(text: str, end: int, indentation: str) -> bool:
    """Whether the unit above a place of a block's text, which is whole in itself, ends there: its line does.

    And the next line, of which there is one, begins a unit.
    """
    if not text.endswith("\n", 0, end) or text.endswith(("\\\n", "\\\r\n"), 0, end):
        return False
    return text.startswith(indentation, end) and not _CONTINUES.match(text, end + len(indentation))


def cut(
    text: str, begin: int = 0, first_line: int = 1, indentation: str = "", *, closes_brackets: bool = False
) -> Iterator[Unit]:
    """Cut a text into units, in order; their texts joined are the text again.

    ``begin`` is where to begin, the start of a unit, and ``first_line`` the line there. Statements have the
    ``indentation`` of the block that the text is; raises NotABlockError where one has less.

    A bracket that is never closed hides the line ends behind it, as for Python. With ``closes_brackets`` it ends before
    the next line that is indented as a statement, so that one that is being typed does not swallow those below.
    """
    for _ in range(_MOST_OPEN if closes_brackets else 0):
        resume = yield from _cut(text, begin, first_line, indentation, closes_brackets=True)
        if resume is None:
            return
        begin, first_line = resume
    yield from _cut(text, begin, first_line, indentation, closes_brackets=False)


def _cut(
    text: str, begin: int, first_line: int, indentation: str, *, closes_brackets: bool
) -> Generator[Unit, None, tuple[int, int] | None]:
    """As ``cut``; gives up behind the first bracket that is to be closed, and says at which place and line."""
    line = first_line
    depth = 0
    runs_on = False
    after_decorator = text.startswith(f"{indentation}@", begin)
    resume: tuple[int, int] | None = None
    for token in TOKEN.finditer(text, begin):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
            resume = resume if depth else None
        elif kind in ("triple", "joined", "string"):
            line += line_breaks(token.group())
            runs_on = kind != "string" and token.end() == len(text)
        elif kind == "newline":
            line += 1
            end = token.end()
            if depth and not (
                text.startswith(indentation, end) and _BREAKS_BRACKETS.match(text, end + len(indentation))
            ):
                if resume is None and text.startswith(indentation, end):
                    resume = (end, line) if not _CONTINUES.match(text, end + len(indentation)) else None
                continue
            if depth and resume is not None and closes_brackets:
                break
            if indentation and not text.startswith(indentation, end):
                if _BLANK.match(text, end):
                    continue
                raise NotABlockError
            if _CONTINUES.match(text, end + len(indentation)):
                continue
            depth, resume = 0, None
            if not after_decorator:
                yield Unit(first_line, text[begin:end])
                begin, first_line = end, line
            after_decorator = text.startswith(f"{indentation}@", end)
    if depth and resume is not None and closes_brackets:
        yield Unit(first_line, text[begin : resume[0]])
        return resume
    is_open = (depth > 0 and not closes_brackets) or runs_on or after_decorator
    yield Unit(first_line, text[begin:], is_open)
    return None


@dataclass(frozen=True)
class Clause:
    """Where the block of a clause is in the text of a compound statement, and how far it is indented."""

    begin: int
    end: int
    indentation: str


def clauses_of(text: str) -> list[Clause]:
    """The clauses of a compound statement: one of a ``for``, three of ``try``, ``except`` and ``finally``.

    None of any other statement, where a clause has no block on lines of its own, and where a line is nothing but joined
    to the next one: what parso makes of that depends on all around it.
    """
    if ("\\\n" in text or "\\\r" in text) and _JOINED_ALONE.search(text):
        return []
    found: list[Clause] = []
    depth = begin = 0
    outer, has_more = "", False
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        depth = max(depth + (kind == "open") - (kind == "close"), 0)
        if kind != "newline" or (depth and not _BREAKS_BRACKETS.match(text, _white(text, token.end()))):
            continue
        start, begin, depth = begin, token.end(), 0
        line = text[start : token.start()]
        if _BLANK.match(line) or line.lstrip().startswith("@") or (found and _white(line, 0) > len(outer)):
            continue
        header = (_CLAUSE if found else _COMPOUND).match(line)
        block = _INDENTATION.match(text, begin)
        if header is None or block is None or not _ends_in_colon(line):
            return []
        if not found:
            outer = header[1]
            has_more = re.search(rf"(?m)^{outer}(?:else|elif|except|finally)\b", text) is not None
        else:
            found[-1] = Clause(found[-1].begin, start, found[-1].indentation)
        if len(block[1]) <= len(outer) or not block[1].startswith(outer):
            return []
        found.append(Clause(begin, len(text), block[1]))
        if not has_more:
            break
    return found


def _white(text: str, begin: int) -> int:
    """Where the white space ends that begins at a place of a line."""
    found = _WHITE.match(text, begin)
    return found.end() if found is not None else begin


def _ends_in_colon(line: str) -> bool:
    """Whether a header ends its line, but for a comment: ``if x: pass`` does not."""
    end = len(line)
    for token in TOKEN.finditer(line):
        end = token.start() if token.lastgroup == "comment" else len(line)
    return line[:end].rstrip().endswith(":")


def line_breaks(text: str) -> int:
    """How many line ends a text has."""
    found = text.count("\n")
    return found + text.count("\r") - text.count("\r\n") if "\r" in text else found
