"""Files broken as people, editors and transfers break them, and what must hold of the result all the same."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tensortidy import files
from tensortidy.engine import Analysis, analyze
from tensortidy.fixer import fix_all
from tensortidy.registry import load
from tensortidy.source import Source

REGISTRY = load()

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_STRANGE = (
    "\0",
    "\f",
    "\r",
    "\x1a",
    "\ud800",
    "\ufeff",
    "\u2028",
    "é",
    "𝕏",
    "🔥",
    '"""',
    "'''",
    "\\",
    "(",
    "]",
    "{",
    "\t",
)
_WORDS = (
    "def ",
    "class ",
    "for x in y:",
    "if 1:",
    "else:",
    "try:",
    "return",
    "yield",
    "await ",
    "lambda: ",
    "with a:",
    "f'{",
    ":=",
)


class Broken(AssertionError):  # noqa: N818 - what it says of a text
    """Something that must hold of every text does not; the message says what."""


def mutated(raw: bytes, seed: int) -> str | None:
    """A file's bytes with some things wrong with them, as a text; None where that can be no text any more.

    The same seed always does the same.
    """
    chance = random.Random(seed)
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        at = chance.randrange(len(raw) + 1)
        raw = raw[:at] + chance.randbytes(chance.randrange(3)) + raw[at + chance.randrange(2) :]
    try:
        text = files.decode(Path("mutated.py"), raw).text
    except files.FileError:
        text = raw.decode("latin-1") if chance.random() < 0.5 else ""
    if not text:
        return None
    for _ in range(chance.randint(1, 6)):
        text = chance.choice(_MUTATIONS)(text, chance)
    return text


def examine(text: str) -> None:
    """Analyse and fix a text. Raises Broken where a rule crashes, or where safe fixes break what was whole."""
    source, analysis = Source(text), cache(_analysis)  # each text is analysed once
    fix_all(source, analysis, unsafe=True)
    fixed = fix_all(source, analysis)
    if fixed.applied and _is_whole(text) and not _is_whole(fixed.text):
        raise Broken(f"safe fixes break it: {[finding.rule for finding in fixed.applied]}")


def _analysis(source: Source) -> Analysis:
    analysis = analyze(source, REGISTRY.rules, known_rules=REGISTRY.names)
    for crash in analysis.crashes:
        raise Broken(crash.traceback)
    return analysis


def _is_whole(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


# ---------------------------------------------------------------- what goes wrong


def _lines(text: str, chance: random.Random) -> str:
    """Delete, double, move or indent a few lines."""
    lines = text.splitlines(keepends=True)
    start = chance.randrange(len(lines) + 1)
    end = min(len(lines), start + chance.choice((1, 1, 2, 5, 20)))
    taken = lines[start:end]
    match chance.randrange(5):
        case 0:
            lines[start:end] = []
        case 1:
            lines[end:end] = taken
        case 2:
            chance.shuffle(taken)
            lines[start:end] = taken
        case 3:
            del lines[start:end]
            at = chance.randrange(len(lines) + 1)
            lines[at:at] = taken
        case _:
            lines[start:end] = [chance.choice((" ", "    ", "\t", "\f")) + line for line in taken]
    return "".join(lines)


def _tokens(text: str, chance: random.Random) -> str:
    """Delete, double, swap or replace a few tokens."""
    tokens = _TOKEN.findall(text)
    for _ in range(chance.choice((1, 2, 8, 30))):
        if len(tokens) < 2:
            break
        at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        match chance.randrange(4):
            case 0:
                del tokens[at]
            case 1:
                tokens.insert(at, tokens[at])
            case 2:
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case _:
                tokens[at] = tokens[other]
    return "".join(tokens)


def _characters(text: str, chance: random.Random) -> str:
    """Put something strange somewhere, or cut the text there."""
    at = chance.randrange(len(text) + 1)
    match chance.randrange(4):
        case 0:
            return text[:at]
        case 1:
            return text[:at] + chance.choice(_WORDS) + text[at:]
        case 2:
            return text[:at] + chance.choice(_STRANGE) * chance.choice((1, 1, 3, 200)) + text[at:]
        case _:
            return text[:at] + text[at + chance.randrange(40) :]


def _breaks(text: str, chance: random.Random) -> str:
    """Other line breaks, everywhere or here and there."""
    new = chance.choice(("\r\n", "\r", "\f\n", "\\\n", "\n\n"))
    share = chance.choice((1.0, 0.02))
    return re.sub("\n", lambda _: new if chance.random() < share else "\n", text)


_MUTATIONS: tuple[Callable[[str, random.Random], str], ...] = (_lines, _lines, _tokens, _tokens, _characters, _breaks)
