"""Dockerfiles: what ``ENV`` and ``ARG`` set, stage by stage."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tensortidy.environment.document import Assignment, Comment, Part, Reading
from tensortidy.environment.words import word

_LINE = re.compile(r"[^\n]*\n?")
_ESCAPE = re.compile(r"#\s*escape\s*=\s*`\s*", re.IGNORECASE)
_INSTRUCTION = re.compile(r"[ \t]*([A-Za-z]+)[ \t]+")
_HERE_DOCUMENT = re.compile(r"<<-?(['\"]?)([A-Za-z_]\w*)\1")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_STAGE = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?", re.IGNORECASE)
_GOES_ON = re.compile(r".[ \t\r]*(?:\n|\Z)")
_BLANK = " \t\r\n"


def read_dockerfile(text: str) -> Reading:
    """The environment variables and build arguments of a Dockerfile, and its comments.

    Each stage is a block of its own; one that goes on from an earlier stage lies inside that one's block, since it has
    its variables. What ``RUN export …`` sets ends with that instruction, and is left out.
    """
    escape = "`" if _ESCAPE.match(text) else "\\"
    assignments: list[Assignment] = []
    comments: list[Comment] = []
    stages: dict[str, tuple[int, ...]] = {}
    block: tuple[int, ...] = ()
    number = 0
    for start, end in _instructions(text, escape, comments):
        found = _INSTRUCTION.match(text, start, end)
        instruction = found[1].upper() if found else ""
        if instruction == "FROM" and found and (stage := _STAGE.match(text, found.end(), end)):
            number += 1
            parent = stages.get(stage[1].lower(), ())
            block = (*parent, number) if len(parent) < 10 else (number,)
            for name in (stage[2], str(number - 1)):
                if name:
                    stages[name.lower()] = block
        elif instruction in ("ENV", "ARG") and found:
            for name, parts, first, last in _pairs(text, found.end(), end, escape, instruction):
                assignments.append(Assignment(name, tuple(parts), first, last, (start, end), block))
    return Reading(tuple(assignments), tuple(comments))


def _instructions(text: str, escape: str, comments: list[Comment]) -> Iterator[tuple[int, int]]:
    """The range of each instruction, with the lines that it goes on over; comments are put into ``comments``."""
    at, start = 0, -1
    while at < len(text):
        line = _LINE.match(text, at)
        assert line is not None
        at = line.end()
        stripped = line[0].strip()
        if stripped.startswith("#"):
            first = line.start() + line[0].index("#")
            comments.append(Comment(first, first + len(stripped)))
            continue
        if start < 0:
            start = line.start()
        if (not stripped and start < line.start()) or stripped.endswith(escape):
            continue  # who wrote Docker lets empty lines go on too
        if stripped:
            yield start, line.end()
            for here in _HERE_DOCUMENT.finditer(text, start, line.end()):
                at = _end_of_here_document(text, at, here[2])
        start = -1
    if start >= 0:
        yield start, at


def _end_of_here_document(text: str, at: int, delimiter: str) -> int:
    while at < len(text):
        line = _LINE.match(text, at)
        assert line is not None
        at = line.end()
        if line[0].strip() == delimiter:
            break
    return at


def _pairs(text: str, at: int, end: int, escape: str, instruction: str) -> Iterator[tuple[str, list[Part], int, int]]:
    """``ENV NAME=value OTHER=value``, or the old ``ENV NAME the rest of the line``."""
    while at < end:
        at = _skip(text, at, end, escape)
        name = _NAME.match(text, at, end)
        if name is None:
            return
        if text.startswith("=", name.end()):
            parts, at = word(text, name.end() + 1, end, stops=_BLANK, escape=escape)
            yield name[0], parts, name.start(), at
        elif instruction == "ENV":
            value = _skip(text, name.end(), end, escape)
            parts, last = word(text, value, end, stops="\r\n", escape=escape)
            yield name[0], parts, name.start(), last
            return
        else:
            at = name.end()  # an argument without a default


def _skip(text: str, at: int, end: int, escape: str) -> int:
    """The next place that is neither blank nor the end of a line that goes on, nor a comment in between."""
    while at < end:
        if text[at] in _BLANK or (text[at] == escape and _GOES_ON.match(text, at, end)):
            at += 1
        elif text[at] == "#" and not text[text.rfind("\n", 0, at) + 1 : at].strip():
            line_end = text.find("\n", at, end)
            at = line_end if line_end >= 0 else end
        else:
            break
    return at
