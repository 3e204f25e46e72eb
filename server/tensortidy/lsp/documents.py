"""Open documents: their text as the client has it, kept from its own change events."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types

from tensortidy.edits import apply_edits
from tensortidy.engine import Analysis
from tensortidy.files import SUFFIXES
from tensortidy.lsp.convert import Converter, path_of
from tensortidy.project import CONFIG_FILE
from tensortidy.rule import Edit
from tensortidy.source import Source
from tensortidy.syntax import SyntaxMemory


@dataclass
class Document:
    """One open document. Its text is replaced, never changed; ``analysis`` is that of the text that it has now."""

    uri: str
    language: str
    version: int
    source: Source
    path: Path | None
    memory: SyntaxMemory = field(default_factory=SyntaxMemory)
    analysis: asyncio.Future[Analysis] | None = None

    @classmethod
    def opened(cls, item: types.TextDocumentItem) -> Document:
        """The document that a client has just opened."""
        return cls(item.uri, item.language_id, item.version, Source(item.text), path_of(item.uri))

    @property
    def is_python(self) -> bool:
        """Whether the document is Python, by what the client or its name says."""
        return self.language == "python" or (self.path is not None and self.path.suffix in SUFFIXES)

    @property
    def is_config(self) -> bool:
        """Whether the document is a ``pyproject.toml``."""
        return self.path is not None and self.path.name == CONFIG_FILE

    def change(
        self, version: int, changes: Sequence[types.TextDocumentContentChangeEvent], converter: Converter
    ) -> None:
        """Apply a client's changes, each to the text that the one before it left."""
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                span = converter.span(self.source, change.range)
                self.source = Source(apply_edits(self.source, [Edit(span, change.text)]))
            else:
                self.source = Source(change.text)
        self.version = version
        self.forget_analysis()

    def forget_analysis(self) -> None:
        """Drop the analysis of an earlier text or configuration, and stop it if it has not begun."""
        if self.analysis is not None:
            self.analysis.cancel()
            self.analysis = None
