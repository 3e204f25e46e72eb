"""Statements that parso's grammar does not have, spelled so that it can parse them.

``match`` and ``case`` become ``with``, whose items can be any pattern; ``except*`` loses its star;
the brackets around the items of a ``with`` are blanked. Every replacement keeps the line and column
of all that follows it, and the places replaced are remembered, so that lowering gives back the
statement that was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tensortidy.syntax.units import TOKEN

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_HINT = re.compile(r"(?:^|[\r\f])[ \t]*(?:match\b|except[ \t]*\*|(?:async[ \t]+)?with[ \t]*\()", re.MULTILINE)
_MATCH = re.compile(r"([ \t\f]*)match\b(?![ \t]*(?:[=.,:)\]]|\Z)).*:[ \t]*(?:#.*)?$")
_CASE = re.compile(r"([ \t\f]*)case\b(?![ \t]*[=.,)\]]).*")
_EXCEPT_STAR = re.compile(r"([ \t\f]*except[ \t]*)\*")
_WITH_BRACKET = re.compile(r"(?:^|[\r\f])[ \t]*(?:async[ \t]+)?with[ \t]*(\()", re.MULTILINE)

Place = tuple[int, int]
"""A line of the unit, from 1, and a column, from 0."""


@dataclass
class Respelled:
    """A unit's text as parso is to read it, and what was written at the places replaced."""

    text: str
    matches: set[Place] = field(default_factory=set)
    cases: set[Place] = field(default_factory=set)
    guards: set[Place] = field(default_factory=set)
    """Where the condition after a case's ``if`` starts."""
    exception_groups: set[int] = field(default_factory=set)
    """Lines of ``except*``."""


def respell(text: str) -> Respelled:
    """Replace what parso does not know; most texts come back as they are."""
    if not _HINT.search(text):
        return Respelled(text)
    respelled = Respelled(_open_with_brackets(text))
    _respell_lines(respelled)
    return respelled


def _respell_lines(respelled: Respelled) -> None:
    lines = _LINE.findall(respelled.text)
    hidden = _lines_inside_tokens(respelled.text)
    open_matches: list[tuple[int, int]] = []  # (indentation of `match`, of its cases), innermost last
    for at, line in enumerate(lines):
        code = line.rstrip("\r\n")
        if at + 1 in hidden or not code.strip() or code.lstrip().startswith("#"):
            continue
        indent = len(code) - len(code.lstrip())
        while open_matches and indent <= open_matches[-1][0]:
            open_matches.pop()
        if _MATCH.match(code) and (cases := _case_indent(lines, at, indent)) is not None:
            open_matches.append((indent, cases))
            respelled.matches.add((at + 1, indent))
            lines[at] = line[:indent] + "with " + line[indent + 5 :]
        elif open_matches and indent == open_matches[-1][1] and _CASE.match(code):
            respelled.cases.add((at + 1, indent))
            lines[at] = line[:indent] + "with" + _without_guard(line[indent + 4 :], at + 1, indent + 4, respelled)
        elif found := _EXCEPT_STAR.match(code):
            respelled.exception_groups.add(at + 1)
            lines[at] = found.group(1) + " " + line[found.end() :]
    respelled.text = "".join(lines)


def _case_indent(lines: list[str], at: int, indent: int) -> int | None:
    """The indentation of the first ``case`` under a ``match``; None where none follows."""
    for line in lines[at + 1 :]:
        code = line.strip()
        if code and not code.startswith("#"):
            found = _CASE.match(line)
            return len(found.group(1)) if found and len(found.group(1)) > indent else None
    return None


def _without_guard(rest: str, line: int, column: int, respelled: Respelled) -> str:
    """Turn ``pattern if condition:`` into ``pattern ,  condition:``."""
    depth = 0
    for token in _GUARD_TOKEN.finditer(rest):
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        if token.lastgroup == "guard" and depth == 0:
            respelled.guards.add((line, column + token.end()))
            return rest[: token.start()] + " ,".ljust(token.end() - token.start()) + rest[token.end() :]
    return rest


_GUARD_TOKEN = re.compile(
    r"""(?P<string>'(?:[^\\']|\\.)*'|"(?:[^\\"]|\\.)*")|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<guard>\sif\s+)"""
)


def _lines_inside_tokens(text: str) -> set[int]:
    """The lines that start inside a string or between brackets."""
    hidden: set[int] = set()
    line, depth = 1, 0
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        depth += {"open": 1, "close": -1}.get(kind or "", 0)
        breaks = token.group().count("\n") + token.group().count("\r") - token.group().count("\r\n")
        for _ in range(breaks):
            line += 1
            if kind != "newline" or depth > 0:
                hidden.add(line)
    return hidden


def _open_with_brackets(text: str) -> str:
    """Blank the brackets of ``with (a as b, c as d):``, and join its lines by backslashes."""
    at = 0
    while found := _WITH_BRACKET.search(text, at):
        start = found.start(1)
        at = found.end()
        end = _closing_bracket(text, start) if not _is_inside_string(text, start) else None
        if end is None or not re.match(r"[ \t]*:", text[end + 1 :]):
            continue
        inside = text[start + 1 : end]
        if re.search(r"\sas\s", inside) or _has_comma(inside):
            text = text[:start] + " " + _on_one_line(inside) + " " + text[end + 1 :]
    return text


def _has_comma(inside: str) -> bool:
    """Whether a comma parts the text outside all brackets and strings."""
    depth, at = 0, 0
    for token in TOKEN.finditer(inside):
        if depth == 0 and "," in inside[at : token.start()]:
            return True
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        at = token.end()
    return "," in inside[at:]


def _is_inside_string(text: str, at: int) -> bool:
    for token in TOKEN.finditer(text):
        if token.start() >= at:
            return False
        if token.end() > at:
            return True
    return False


def _closing_bracket(text: str, start: int) -> int | None:
    depth = 0
    for token in TOKEN.finditer(text, start):
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        if depth == 0:
            return token.start()
    return None


def _on_one_line(inside: str) -> str:
    pieces: list[str] = []
    at, depth = 0, 0
    for token in TOKEN.finditer(inside):
        kind = token.lastgroup
        depth += {"open": 1, "close": -1}.get(kind or "", 0)
        pieces.append(inside[at : token.start()])
        at = token.end()
        if kind == "comment":
            pieces.append(" " * len(token.group()))
        elif kind == "newline" and depth == 0:
            pieces.append("\\" + token.group())
        else:
            pieces.append(token.group())
    joined = "".join((*pieces, inside[at:]))
    return re.sub(r",((?:\s|\\)*)$", r" \1", joined)
