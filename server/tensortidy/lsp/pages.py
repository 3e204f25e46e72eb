"""What a client shows of a document: a page. A file is one, and so is each cell of a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tensortidy.notebook import Notebook, in_words
from tensortidy.rule import Edit
from tensortidy.source import Source, Span


@dataclass(frozen=True)
class Page:
    """One text as the client has it. ``version`` is None where it is not open.

    It is also the view of a document that is nothing else: its places are those of the text that is analysed.
    """

    uri: str
    version: int | None
    source: Source

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages of the document."""
        return (self,)

    def page(self, uri: str) -> Page | None:
        """The page with a URI, however it is spelled there."""
        return self

    def located(self, span: Span) -> tuple[Page, Span]:
        """Where a stretch of the text that is analysed is seen."""
        return self, span

    def in_text(self, page: Page, span: Span) -> Span:
        """A stretch of a page in the text that is analysed."""
        return span

    def divided(self, edits: Iterable[Edit]) -> list[tuple[Page, list[Edit]]]:
        """Edits of the text that is analysed, as edits of pages."""
        return [(self, list(edits))]

    def rewritten(self, text: str) -> list[tuple[Page, str]]:
        """The text of each page where ``text`` is the one that is analysed."""
        return [(self, text)]


@dataclass(frozen=True)
class CellPages:
    """A notebook's code cells, each a page: places and edits of the one text that they are to the analysis, divided.

    ``numbers`` counts them from 1 over cells of all kinds.
    """

    notebook: Notebook
    pages: tuple[Page, ...]
    numbers: tuple[int, ...]

    def named(self, line: int) -> str:
        """A line of the text that is analysed, in a sentence: ``cell 3, line 8``."""
        return in_words(self.numbers[self.notebook.index(line)], self.notebook.place(line)[1])

    @cached_property
    def _by_uri(self) -> dict[str, int]:
        return {page.uri: at for at, page in enumerate(self.pages)}

    def page(self, uri: str) -> Page | None:
        """The page of a cell; None where it holds no Python."""
        return self.pages[self._by_uri[uri]] if uri in self._by_uri else None

    def located(self, span: Span) -> tuple[Page, Span]:
        """As for a page; what is in several cells is seen in the first of them."""
        at, found = self.notebook.located(span)
        return self.pages[at], found

    def in_text(self, page: Page, span: Span) -> Span:
        """As for a page."""
        at = self._by_uri[page.uri]
        return Span(self.notebook.in_text(at, span.start), self.notebook.in_text(at, span.end))

    def divided(self, edits: Iterable[Edit]) -> list[tuple[Page, list[Edit]]]:
        """As for a page; the edits of one cell stand together."""
        found: dict[int, list[Edit]] = {}
        for edit in self.notebook.divided((edit.span, edit.text) for edit in edits):
            found.setdefault(edit.cell, []).append(Edit(edit.span, edit.text))
        return [(self.pages[at], of_cell) for at, of_cell in found.items()]

    def rewritten(self, text: str) -> list[tuple[Page, str]]:
        """As for a page. Raises ValueError where the text has other cells."""
        return list(zip(self.pages, self.notebook.rewritten(text), strict=True))


View = Page | CellPages
"""A document as its client sees it, at one moment."""
