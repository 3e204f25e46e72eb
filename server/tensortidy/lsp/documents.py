"""Open documents: their text as the client has it, kept from its own change events."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lsprotocol import types

from tensortidy.conversions import Conversion
from tensortidy.engine import Analysis, Earlier, Memory
from tensortidy.environment import Kind, kind_of
from tensortidy.files import SUFFIXES
from tensortidy.lsp.convert import Converter, path_of
from tensortidy.lsp.pages import Page, View
from tensortidy.project import CONFIG_FILE
from tensortidy.source import Source


@dataclass(frozen=True)
class Answer:
    """The analysis of a text, the other files that it rests on, and whether asking with more time may say more."""

    analysis: Analysis
    uses: frozenset[Path] = frozenset()
    is_complete: bool = True


@dataclass
class Document:
    """One open document. Its text is replaced, never changed; all answers are those to the text that it has now.

    ``first`` is given at once: what was touched is checked with what is known of other files, all else stays as it was
    in the ``earlier`` text. ``refined`` has taken the time to check everything, and to read other files.
    """

    uri: str
    language: str
    version: int
    source: Source
    path: Path | None
    memory: Memory = field(default_factory=Memory)
    first: asyncio.Future[Answer] | None = None
    refinement: asyncio.Future[Answer] | None = None
    """The refined answer that is being found."""
    refined: Answer | None = None
    conversions: asyncio.Future[Sequence[Conversion]] | None = None
    """What its functions can be converted to."""
    earlier: Earlier | None = None
    """The last answer to a text before this one."""
    edited: asyncio.Event = field(default_factory=asyncio.Event)
    """Set as soon as the text is no longer the one it is now."""
    shown: dict[str, list[types.Diagnostic]] = field(default_factory=dict)
    """What the client was last told of each page, by its URI, while that has the text that it has now."""

    @classmethod
    def opened(cls, item: types.TextDocumentItem) -> Document:
        """The document that a client has just opened."""
        return cls(item.uri, item.language_id, item.version, Source(item.text), path_of(item.uri))

    @property
    def view(self) -> View:
        """The document as the client sees it now."""
        return Page(self.uri, self.version, self.source)

    @property
    def is_python(self) -> bool:
        """Whether the document is Python, by what the client or its name says."""
        return self.language == "python" or (self.path is not None and self.path.suffix in SUFFIXES)

    @property
    def environment(self) -> Kind | None:
        """What kind of document it is, where it sets environment variables and is no Python."""
        return None if self.is_python else kind_of(self.path, self.language)

    @property
    def is_config(self) -> bool:
        """Whether the document is a ``pyproject.toml``."""
        return self.path is not None and self.path.name == CONFIG_FILE

    @property
    def best(self) -> Answer | None:
        """The best answer that is there."""
        if self.refined is not None or self.first is None or not self.first.done() or self.first.cancelled():
            return self.refined
        return self.first.result()

    @property
    def is_settled(self) -> bool:
        """Whether the best answer that is there took all the time that it needed."""
        return self.refined is not None or self.best is None or self.best.is_complete

    def rests_on(self, paths: frozenset[Path]) -> bool:
        """Whether an answer comes from one of these other files; one that is being found may come from any."""
        if self.refinement is not None:
            return bool(paths)
        return self.best is not None and not self.best.uses.isdisjoint(paths)

    def change(
        self, version: int, changes: Sequence[types.TextDocumentContentChangeEvent], converter: Converter
    ) -> None:
        """Apply a client's changes."""
        self.shown.clear()
        self.take(version, changed(self.source, changes, converter))

    def take(self, version: int, source: Source) -> None:
        """Let another text take the place of this one."""
        earlier = Earlier(self.source, self.best.analysis) if self.best is not None else self.earlier
        self._drop_answers()
        self.version, self.source = version, source
        self._no_longer_this_text()
        self.earlier = earlier

    def close(self) -> None:
        """Be done with the document."""
        self._no_longer_this_text()
        self.forget_answers()

    def _no_longer_this_text(self) -> None:
        """Wake who waits for that."""
        self.edited.set()
        self.edited = asyncio.Event()

    def forget_answers(self) -> None:
        """Answer anew, for the configuration or what other files say is different."""
        self.shown.clear()
        self._drop_answers()
        self.memory = replace(self.memory, model=None)

    def _drop_answers(self) -> None:
        """Drop the answers to an earlier text, and stop what has not begun."""
        for asked in (self.first, self.refinement, self.conversions):
            if asked is not None:
                asked.cancel()
        self.first = self.refinement = self.refined = self.earlier = self.conversions = None


def changed(source: Source, changes: Sequence[types.TextDocumentContentChangeEvent], converter: Converter) -> Source:
    """A text after a client's changes, each to the text that the one before it left."""
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            source = source.edited(converter.span(source, change.range), change.text)
        else:
            source = Source(change.text)
    return source
