"""Edits of a document as an editor sends them, and what must hold after each: as if it had just been opened."""

from __future__ import annotations

import asyncio
import json
import random
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from lsprotocol import types

from tensortidy import files
from tensortidy.lsp.convert import Converter
from tensortidy.lsp.documents import Document
from tensortidy.lsp.session import Session
from tensortidy.registry import load

ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
KINDS = ("type", "type", "type", "type", "type", "undo", "redo", "paste")
FRAGMENTS = (
    "", "x", " ", "    ", "\t", "\n", "\r\n", "\r", "\f", "\ufeff", "é", "𝕏", "🔥", "\u2028", "\0", "#", '"""', "'''",
    '"', "\\", "\\\n",
    "(", ")", "[", "]", "{", ":", "@", ",", "if 1:\n", "else:\n", "def f(x):\n    ", "class A:\n    ",
    "import torch\n", "return\n", "loss.backward()\n", "with torch.no_grad():\n", "async ", "x = 1\n" * 50,
    "  # tensortidy: ignore\n", "# tensortidy: ignore-file\n", "for x in y:\n    kept.append(model(x))\n",
)  # fmt: skip

_REGISTRY = load()
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_URI = "untitled:edited"


@dataclass(frozen=True)
class Move:
    """What somebody does: ``kind`` is ``type``, ``paste`` (over everything), ``undo`` or ``redo``.

    ``at`` and ``length`` count code points; they are brought inside the text that there is.
    """

    kind: str
    at: int
    length: int
    new: str


@dataclass(frozen=True)
class Sequence:
    """A text, what is done to it, and how its editor counts columns: ``utf-8``, ``utf-16`` or ``utf-32``."""

    text: str
    encoding: str
    moves: tuple[Move, ...]

    def to_json(self) -> str:
        """All of it, to be kept."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, kept: str) -> Sequence:
        """The one that was kept."""
        found = json.loads(kept)
        return cls(found["text"], found["encoding"], tuple(Move(**move) for move in found["moves"]))


def sequence(path: Path, seed: int) -> Sequence:
    """Some edits of a file; the same seed always gives the same. Those of one seed mostly touch one place."""
    chance = random.Random(seed)
    text = files.read(path).text
    place = chance.randrange(len(text) + 1)
    moves = []
    for _ in range(chance.randint(3, 8)):
        at = chance.choice((place, place + chance.randrange(-200, 200), chance.randrange(len(text) + 1)))
        length = chance.choice((0, 0, 0, 1, chance.randrange(10), chance.randrange(100), chance.randrange(3000)))
        moves.append(Move(chance.choice(KINDS), max(at, 0), length, chance.choice(FRAGMENTS)))
    return Sequence(text, chance.choice(list(ENCODINGS)), tuple(moves))


def examine(sequence: Sequence) -> None:
    """Do the edits in a session. Raises AssertionError where text or findings are not those of a fresh start."""
    asyncio.run(_examine(sequence))


async def _examine(sequence: Sequence) -> None:
    session, fresh = Session(_REGISTRY), Session(_REGISTRY)
    session.converter = Converter(sequence.encoding)
    try:
        document = session.open(types.TextDocumentItem(_URI, "python", 0, sequence.text))
        await _compare(session, fresh, document, sequence.text)
        texts, now = [sequence.text], 0
        for version, move in enumerate(sequence.moves, start=1):
            old = texts[now]
            if move.kind in ("undo", "redo"):
                now = max(0, min(len(texts) - 1, now + (1 if move.kind == "redo" else -1)))
            else:
                texts[now + 1 :] = [_after(move, old)]
                now += 1
            change = _change(move, old, texts[now], sequence.encoding)
            identifier = types.VersionedTextDocumentIdentifier(version, _URI)
            session.change(types.DidChangeTextDocumentParams(identifier, [change]))
            await _compare(session, fresh, document, texts[now])
    finally:
        session.shutdown()
        fresh.shutdown()


async def _compare(session: Session, fresh: Session, document: Document, text: str) -> None:
    """The session's text, and its findings where the client sees them, are those of a fresh start with this text."""
    assert document.source.text == text
    found = await session.settled(document)
    expected = fresh.project.analyze(None, text)
    assert not expected.crashes, expected.crashes[0].traceback
    assert found == expected


def _after(move: Move, text: str) -> str:
    if move.kind == "paste":
        return text[move.at % (len(text) + 1) :] + move.new
    start, end = _inside(text, move.at), _inside(text, move.at + move.length)
    return text[:start] + move.new + text[end:]


def _inside(text: str, at: int) -> int:
    """The nearest place that a position can name: not between the halves of a line break."""
    at = min(at, len(text))
    return at - 1 if text[at - 1 : at + 1] == "\r\n" else at


def _change(move: Move, old: str, new: str, encoding: str) -> types.TextDocumentContentChangeEvent:
    """What makes one text of the other: a range, as small as it can be named, or everything."""
    if move.kind == "paste":
        return types.TextDocumentContentChangeWholeDocument(new)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    start, end = _inside(old, head), len(old) - tail
    if old[end - 1 : end + 1] == "\r\n":
        end, tail = end + 1, tail - 1
    where = types.Range(_position(old, start, encoding), _position(old, end, encoding))
    return types.TextDocumentContentChangePartial(where, new[start : len(new) - tail])


def _position(text: str, at: int, encoding: str) -> types.Position:
    ends = [found.end() for found in _LINE_BREAK.finditer(text, 0, len(text)) if found.end() <= at]
    start = ends[-1] if ends else 0
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    units = len(text[start:at].encode(ENCODINGS[encoding], "surrogatepass")) // width
    return types.Position(len(ends), units)
