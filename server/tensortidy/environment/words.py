"""Words as shells write them, and Dockerfiles and ``.env`` files after them: quotes, escapes and variables.

Every function goes through the text once, from left to right, whatever it holds.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tensortidy.environment.document import Part

_VARIABLE = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\}|[0-9@*#?$!-])")
_BRACED = re.compile(r"\$\{[!#]?([A-Za-z_]\w*)?")
_INSIDE_DOUBLE_QUOTES = re.compile(r'[^\\"$`]+')
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_BRACKETS = re.compile(r"\\.|'[^']*'|[()]", re.DOTALL)


def word(
    text: str, at: int, end: int, *, stops: str, expands: bool = True, escape: str = "\\"
) -> tuple[list[Part], int]:
    """The parts of the word that begins at ``at``, and where it ends: at the first of ``stops`` outside quotes.

    ``expands`` says whether the program that reads the document replaces variables, ``escape`` what takes the meaning
    from the next character. A quote that nobody closes goes on to ``end``.
    """
    parts: list[Part] = []
    plain = _plain(stops + escape)
    quoted = False
    while at < end:
        found = (_INSIDE_DOUBLE_QUOTES if quoted else plain).match(text, at, end)
        if found is not None:
            parts.append(Part(at, found.end(), found[0], expands=expands))
            at = found.end()
            continue
        sign = text[at]
        if sign == '"':
            quoted = not quoted
            at += 1
        elif sign == "'" and not quoted:
            close = text.find("'", at + 1, end)
            close = close if close >= 0 else end
            parts.append(Part(at + 1, close, text[at + 1 : close]))
            at = min(close + 1, end)
        elif sign == escape:
            skipped = _line_break(text, at + 1)
            if skipped == at + 1:
                skipped = min(at + 2, end)
                parts.append(Part(at, skipped, text[at + 1 : skipped], expands=expands))
            at = skipped
        elif sign in "$`":
            found_part = _expansion(text, at, end)
            parts.append(found_part)
            at = found_part.end
        elif quoted:  # a backslash where another sign escapes
            parts.append(Part(at, at + 1, sign, expands=expands))
            at += 1
        else:
            break
    return [part for part in parts if part.start < part.end], at


def skip_brackets(text: str, at: int, end: int) -> int:
    """Where the round bracket that opens at ``at`` is closed; ``end`` where it is not."""
    return _balanced(text, at, end, _BRACKETS, "(", ")")


@lru_cache(maxsize=8)
def _plain(stops: str) -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(stops)}'\"$`]+")


def _line_break(text: str, at: int) -> int:
    """The end of the line break at a place; the place itself where there is none."""
    if text.startswith("\r\n", at):
        return at + 2
    return at + 1 if text.startswith("\n", at) else at


def _expansion(text: str, at: int, end: int) -> Part:
    """``$NAME``, ``${NAME…}``, ``$(command)`` or a command in backquotes; a ``$`` that is none of these is itself."""
    if text[at] == "`":
        close = text.find("`", at + 1, end)
        return Part(at, close + 1 if close >= 0 else end)
    found = _VARIABLE.match(text, at, end)
    if found is not None:
        name = found[1] or found[2] or ""
        return Part(at, found.end(), variable=name, is_exact=bool(name))
    braced = _BRACED.match(text, at, end)
    if braced is not None:
        return Part(at, _balanced(text, at + 1, end, _BRACES, "{", "}"), variable=braced[1] or "")
    if text.startswith("$(", at):
        return Part(at, skip_brackets(text, at + 1, end))
    return Part(at, at + 1, "$")


def _balanced(text: str, at: int, end: int, tokens: re.Pattern[str], opening: str, closing: str) -> int:
    depth = 0
    for token in tokens.finditer(text, at, end):
        if token[0] == opening:
            depth += 1
        elif token[0] == closing:
            depth -= 1
            if depth == 0:
                return token.end()
    return end
