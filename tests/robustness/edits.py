"""Edits of documents as an editor sends them, and what must hold after each: as if they had just been opened."""

from __future__ import annotations

import asyncio
import json
import random
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from lsprotocol import types

from tensortidy import files
from tensortidy.lsp.convert import Converter
from tensortidy.lsp.documents import Document
from tensortidy.lsp.session import Session
from tensortidy.project import Project
from tensortidy.registry import load
from tensortidy.source import Source

ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
KINDS = ("type", "type", "type", "type", "type", "undo", "redo", "paste")
FRAGMENTS = (
    "", "x", " ", "    ", "\t", "\n", "\r\n", "\r", "\f", "\ufeff", "é", "𝕏", "🔥", "\u2028", "\0", "#", '"""', "'''",
    '"', "\\", "\\\n", "\ud800",
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


@dataclass(frozen=True)
class ProjectSequence:
    """Files of a project by their places in it, and what is done to them: each move comes with the number of a file."""

    texts: Mapping[str, str]
    moves: tuple[tuple[int, Move], ...]

    def to_json(self) -> str:
        """All of it, to be kept."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, kept: str) -> ProjectSequence:
        """The one that was kept."""
        found = json.loads(kept)
        return cls(found["texts"], tuple((number, Move(**move)) for number, move in found["moves"]))

    @classmethod
    def of(cls, folder: Path, moves: Iterable[tuple[int, Move]]) -> ProjectSequence:
        """The files of a folder, and what is done to them."""
        texts = {str(path.relative_to(folder)): files.read(path).text for path in sorted(folder.rglob("*.py"))}
        return cls(texts, tuple(moves))


def project_sequence(folder: Path, seed: int) -> ProjectSequence:
    """Some edits of the files of a folder; the same seed always gives the same."""
    chance = random.Random(seed)
    moves = []
    for _ in range(chance.randint(2, 6)):
        length = chance.choice((0, 0, 1, chance.randrange(10), chance.randrange(60)))
        kind = chance.choice(("type",) * 7 + ("paste",))
        moves.append((chance.randrange(10), Move(kind, chance.randrange(2_000), length, chance.choice(FRAGMENTS))))
    return ProjectSequence.of(folder, moves)


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


def examine_project(sequence: ProjectSequence) -> None:
    """Do the edits in a session where all the files are open.

    Raises AssertionError where the findings in any of them are not those of a fresh start with the same texts.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, text in sequence.texts.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
        texts = {Path(folder, name): text for name, text in sequence.texts.items()}
        asyncio.run(_examine_project(texts, sequence.moves))


async def _examine_project(texts: dict[Path, str], moves: Iterable[tuple[int, Move]]) -> None:
    session, paths = Session(_REGISTRY), sorted(texts)
    session.on_disk.paths = paths
    try:
        for path in paths:
            await _follow(session, session.open(types.TextDocumentItem(path.as_uri(), "python", 0, texts[path])))
        for version, (number, move) in enumerate(moves, start=1):
            path = paths[number % len(paths)]
            old, texts[path] = texts[path], _after(_placed(move, texts[path]), texts[path])
            identifier = types.VersionedTextDocumentIdentifier(version, path.as_uri())
            change = _change(move, old, texts[path], "utf-16")
            document = session.change(types.DidChangeTextDocumentParams(identifier, [change]))
            assert document is not None
            await session.analysis(document)
            await _follow(session, document)
            fresh = Project(_REGISTRY, paths=lambda _: paths, read=_reader(texts))
            for other in paths:
                found = await session.settled(session.documents[other.as_uri()])
                assert found == fresh.analyze(other, Source(texts[other])), (
                    f"after an edit of {path.name}, of {other.name}"
                )
    finally:
        session.shutdown()


def _placed(move: Move, text: str) -> Move:
    """The same inside a text, however short it is."""
    return replace(move, at=move.at % (len(text) + 1))


def _reader(texts: Mapping[Path, str]) -> Callable[[Path], files.SourceFile]:
    """Reads files as if they had been saved."""

    def read(path: Path) -> files.SourceFile:
        if path not in texts:
            raise files.FileError(path, "does not exist")
        return files.SourceFile(path, texts[path], "utf-8", b"")

    return read


async def _follow(session: Session, document: Document) -> None:
    """What the server does after an answer: those who import the file are asked again."""
    assert document.path is not None
    for other in await session.notice([document.path]):
        await session.refine(other)


async def _compare(session: Session, fresh: Session, document: Document, text: str) -> None:
    """The session's text, and its findings where the client sees them, are those of a fresh start with this text."""
    assert document.source.text == text
    found = await session.settled(document)
    expected = fresh.project.analyze(None, Source(text))
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
