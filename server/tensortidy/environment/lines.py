"""Documents of one assignment a line: ``.env`` files, systemd's units, conda's environments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tensortidy.environment.document import Assignment, Comment, Part, Reading
from tensortidy.environment.words import word

_LINE = re.compile(r"[^\n]*\n?")
_DOTENV = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]*)[ \t]*=[ \t]*")
_UNIT_SETTING = re.compile(r"[ \t]*Environment[ \t]*=")
_UNIT_NAME = re.compile(r"(['\"]?)([A-Za-z_]\w*)=")
_VARIABLES = re.compile(r"variables[ \t]*:[ \t]*(?:#.*)?")
_CONDA = re.compile(r"[ \t]+(['\"]?)([A-Za-z_]\w*)\1[ \t]*:[ \t]+")
_REMARK = re.compile(r"\s#")


def read_dotenv(text: str) -> Reading:
    """The variables of a ``.env`` file. Who reads it decides what ``$NAME`` in it means, so nothing expands."""
    assignments: list[Assignment] = []
    comments: list[Comment] = []
    for start, end in _lines(text):
        if _whole_comment(text, start, end, "#", comments):
            continue
        found = _DOTENV.match(text, start, end)
        if found is not None:
            parts, last = _value(text, found.end(), end, comments)
            assignments.append(Assignment(found[1], parts, found.start(1), last, (start, end)))
    return Reading(tuple(assignments), tuple(comments))


def read_systemd(text: str) -> Reading:
    """What ``Environment=`` sets in a unit: systemd replaces no ``$NAME`` there."""
    assignments: list[Assignment] = []
    comments: list[Comment] = []
    first = -1
    for start, end in _lines(text):
        if _whole_comment(text, start, end, "#;", comments):
            continue
        first = start if first < 0 else first
        if text[start:end].endswith("\\") and end < len(text):
            continue
        found = _UNIT_SETTING.match(text, first, end)
        if found is not None:
            for name, parts, at, last in _unit_words(text, found.end(), end):
                assignments.append(Assignment(name, tuple(parts), at, last, (first, end)))
        first = -1
    return Reading(tuple(assignments), tuple(comments))


def read_conda(text: str) -> Reading:
    """The mapping ``variables`` of an ``environment.yml``: conda sets its values as they are."""
    assignments: list[Assignment] = []
    comments: list[Comment] = []
    is_inside = False
    for start, end in _lines(text):
        if _whole_comment(text, start, end, "#", comments):
            continue
        if end > start and text[start] not in " \t\r":
            is_inside = _VARIABLES.fullmatch(text, start, end) is not None
        found = _CONDA.match(text, start, end) if is_inside else None
        if found is not None:
            parts, last = _value(text, found.end(), end, comments)
            assignments.append(Assignment(found[2], parts, found.start(2), last, (start, end)))
    return Reading(tuple(assignments), tuple(comments))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The range of each line, without its line break."""
    for line in _LINE.finditer(text):
        if line[0]:
            yield line.start(), line.start() + len(line[0].rstrip("\r\n"))


def _whole_comment(text: str, start: int, end: int, signs: str, comments: list[Comment]) -> bool:
    """Whether a line is a comment, which is noted then."""
    stripped = text[start:end].lstrip()
    if not stripped or stripped[0] not in signs:
        return False
    at = text.find("#", start, end)
    if at >= 0:
        comments.append(Comment(at, end))
    return True


def _value(text: str, at: int, end: int, comments: list[Comment]) -> tuple[tuple[Part, ...], int]:
    """A value that is quoted as a whole, or that ends before a remark; the remark is noted."""
    quote = text[at] if at < end and text[at] in "'\"" else ""
    if quote:
        close = text.find(quote, at + 1, end)
        close = close if close >= 0 else end
        remark = _REMARK.search(text, min(close + 1, end), end)
        parts = _literal(text, at + 1, close)
    else:
        remark = _REMARK.search(text, at, end)
        close = at + len(text[at : remark.start() if remark else end].rstrip())
        parts = _literal(text, at, close)
    if remark is not None:
        comments.append(Comment(remark.start() + 1, end))
    return parts, close


def _literal(text: str, at: int, end: int) -> tuple[Part, ...]:
    """The parts of a value in which only variables have a meaning, for those who replace them."""
    parts, reached = word(text, at, end, stops="", expands=False, escape="")
    if reached < end:  # a quote inside
        return (Part(at, end, text[at:end]),)
    return tuple(parts)


def _unit_words(text: str, at: int, end: int) -> Iterator[tuple[str, list[Part], int, int]]:
    """``NAME=value "OTHER=a value"``."""
    while at < end:
        if text[at] in " \t\r\n\\":
            at += 1
            continue
        named = _UNIT_NAME.match(text, at, end)
        if named is None:
            _, reached = word(text, at, end, stops=" \t\r\n", expands=False)
            at = max(reached, at + 1)
            continue
        value = named.end()
        if named[1]:
            close = text.find(named[1], value, end)
            last = close if close >= 0 else end
            parts = list(_literal(text, value, last))
            at = min(last + 1, end)
        else:
            parts, at = word(text, value, end, stops=" \t\r\n", expands=False)
            last = at
        yield named[2], parts, named.start(2), last
