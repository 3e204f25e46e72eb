"""Open notebooks: the cells as the client has them, and the one text that they are to the analysis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from lsprotocol import types

from tensortidy.lsp.convert import Converter, path_of
from tensortidy.lsp.documents import Document, changed
from tensortidy.lsp.pages import CellPages, Page
from tensortidy.notebook import Cell, Notebook, usable
from tensortidy.source import Source

_CELL = "vscode-notebook-cell:"


def key_of(uri: str) -> str:
    """What an open notebook is known by in the session: its file may be open as a text, too."""
    return f"the cells of {uri}"


def notebook_of(cell: str) -> str | None:
    """The notebook of a cell that a client opens as a document of its own, by its URI; None for other documents."""
    if not cell.startswith(_CELL):
        return None
    name = cell.removeprefix(_CELL).partition("#")[0]
    return f"file:{name}" if name.startswith("/") else name


@dataclass(frozen=True)
class OpenCell:
    """A cell as the client has it. ``cell`` stays the same object until its text is another."""

    uri: str
    language: str
    version: int
    cell: Cell

    @classmethod
    def opened(cls, item: types.TextDocumentItem) -> OpenCell:
        """The cell that a client has just opened."""
        return cls(item.uri, item.language_id, item.version, _cell(Source(item.text)))

    @property
    def is_python(self) -> bool:
        """Whether it is Python to the kernel, which cells that a magic hands to a shell are, too."""
        return self.language == "python" or self.cell.source.text.lstrip().startswith("%%")


def _cell(source: Source) -> Cell:
    return Cell(0, Source(usable(source.text)))


@dataclass
class NotebookDocument(Document):
    """An open notebook. Its ``source`` is the text of all cells of Python; ``version`` counts its texts."""

    order: list[str] = field(default_factory=list)
    """The URIs of the cells of all kinds."""
    texts: dict[str, OpenCell] = field(default_factory=dict)
    """The cells of which the client has told the text."""
    markup: set[str] = field(default_factory=set)
    """The cells that hold no code."""
    notebook: Notebook = Notebook(())

    @classmethod
    def of(cls, uri: str) -> NotebookDocument:
        """A notebook without cells."""
        return cls(key_of(uri), "python", 0, Source(""), path_of(uri))

    @property
    def view(self) -> CellPages:
        """The cells as the client sees them now."""
        shown, numbers = self._shown(), {uri: number for number, uri in enumerate(self.order, start=1)}
        pages = (Page(item.uri, item.version, item.cell.source) for item in shown)
        return CellPages(self.notebook, tuple(pages), tuple(numbers[item.uri] for item in shown))

    def _shown(self) -> list[OpenCell]:
        found = (self.texts[uri] for uri in self.order if uri in self.texts and uri not in self.markup)
        return [item for item in found if item.is_python]

    # ------------------------------------------------------------ what clients tell

    def open(self, cells: Sequence[types.NotebookCell], texts: Iterable[types.TextDocumentItem]) -> None:
        """Take in the cells of a notebook that was opened."""
        self._put(0, 0, cells)
        self._open(texts)
        self._renew()

    def update(self, change: types.NotebookDocumentChangeEvent, converter: Converter) -> list[str]:
        """Apply a client's change; gives the URIs of the cells that are gone."""
        cells = change.cells
        if cells is None:
            return []  # metadata of the notebook
        gone: list[str] = []
        if cells.structure is not None:
            array = cells.structure.array
            self._put(array.start, array.delete_count, array.cells or ())
            self._open(cells.structure.did_open or ())
            gone = [item.uri for item in cells.structure.did_close or () if item.uri not in self.order]
            for uri in gone:
                self._forget(uri)
        self._mark(cells.data or ())
        for content in cells.text_content or ():
            self._edit(content.document.uri, content.document.version, content.changes, converter)
        self._renew()
        return gone

    def add(self, item: types.TextDocumentItem) -> None:
        """Take in a cell that the client opens as a document of its own, as the last one."""
        self.order = [*(uri for uri in self.order if uri != item.uri), item.uri]
        self._open([item])
        self._renew()

    def edit(self, params: types.DidChangeTextDocumentParams, converter: Converter) -> None:
        """Apply a client's changes to a cell that it has opened as a document of its own."""
        self._edit(params.text_document.uri, params.text_document.version, params.content_changes, converter)
        self._renew()

    def remove(self, uri: str) -> None:
        """Forget such a cell."""
        self.order.remove(uri)
        self._forget(uri)
        self._renew()

    # ------------------------------------------------------------ one step each

    def _put(self, start: int, deleted: int, cells: Sequence[types.NotebookCell]) -> None:
        self.order[start : start + deleted] = [cell.document for cell in cells]
        self._mark(cells)

    def _mark(self, cells: Iterable[types.NotebookCell]) -> None:
        for cell in cells:
            if cell.kind == types.NotebookCellKind.Code:
                self.markup.discard(cell.document)
            else:
                self.markup.add(cell.document)

    def _open(self, items: Iterable[types.TextDocumentItem]) -> None:
        for item in items:
            self.texts[item.uri] = OpenCell.opened(item)
            self.shown.pop(item.uri, None)

    def _edit(
        self,
        uri: str,
        version: int,
        changes: Sequence[types.TextDocumentContentChangeEvent],
        converter: Converter,
    ) -> None:
        known = self.texts.get(uri)
        if known is not None:
            source = changed(known.cell.source, changes, converter)
            self.texts[uri] = replace(known, version=version, cell=_cell(source))
            self.shown.pop(uri, None)

    def _forget(self, uri: str) -> None:
        self.texts.pop(uri, None)
        self.markup.discard(uri)
        self.shown.pop(uri, None)

    def _renew(self) -> None:
        """Let the text be that of the cells as they are."""
        self.notebook = Notebook(tuple(item.cell for item in self._shown()))
        if self.notebook.text != self.source.text:
            self.take(self.version + 1, Source(self.notebook.text))
