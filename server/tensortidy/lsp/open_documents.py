"""What the client has open: documents, notebooks, and the cells that it opens as documents of their own."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from tensortidy.lsp.convert import Converter
from tensortidy.lsp.documents import Document
from tensortidy.lsp.notebooks import NotebookDocument, key_of, notebook_of


class OpenDocuments:
    """All that is open, by URI; a notebook is one document, by a key of its own, whatever its cells are called."""

    def __init__(self) -> None:
        self.converter = Converter()
        self.documents: dict[str, Document] = {}
        self._cells: dict[str, NotebookDocument] = {}

    def open(self, item: types.TextDocumentItem) -> Document:
        """Take in a document that the client opened."""
        notebook = notebook_of(item.uri)
        if item.uri in self._cells:
            return self._cells[item.uri]
        if notebook is not None:
            found = self._notebook(notebook)
            found.add(item)
            self._cells[item.uri] = found
            return found
        self.close(item.uri)
        self.documents[item.uri] = Document.opened(item)
        return self.documents[item.uri]

    def document(self, uri: str) -> Document | None:
        """What the client means by a URI: an open document, or the notebook that a cell is in."""
        return self.documents.get(uri) or self._cells.get(uri)

    def change(self, params: types.DidChangeTextDocumentParams) -> Document | None:
        """Apply a client's changes; None where the document is not open."""
        document = self.document(params.text_document.uri)
        if isinstance(document, NotebookDocument):
            document.edit(params, self.converter)
        elif document is not None:
            document.change(params.text_document.version, params.content_changes, self.converter)
        return document

    def close(self, uri: str) -> Document | None:
        """Forget a document, or a cell that was opened as one; None where it is not open."""
        notebook = self._cells.pop(uri, None)
        if notebook is not None:
            notebook.remove(uri)
            return notebook if notebook.order else self.close(notebook.uri)
        document = self.documents.pop(uri, None)
        if document is not None:
            document.close()
        return document

    # ------------------------------------------------------------ notebooks

    def open_notebook(self, params: types.DidOpenNotebookDocumentParams) -> NotebookDocument:
        """Take in a notebook that the client opened."""
        uri = params.notebook_document.uri
        self.close_notebook(uri)
        notebook = self._notebook(uri)
        notebook.open(params.notebook_document.cells, params.cell_text_documents)
        self._cells.update(dict.fromkeys(notebook.order, notebook))
        return notebook

    def change_notebook(
        self, params: types.DidChangeNotebookDocumentParams
    ) -> tuple[NotebookDocument | None, Sequence[str]]:
        """Apply a client's change; the notebook, None where it is not open, and the cells that are gone."""
        notebook = self.documents.get(key_of(params.notebook_document.uri))
        if not isinstance(notebook, NotebookDocument):
            return None, ()
        gone = notebook.update(params.change, self.converter)
        self._cells.update(dict.fromkeys(notebook.order, notebook))
        for uri in gone:
            self._cells.pop(uri, None)
        return notebook, gone

    def close_notebook(self, uri: str) -> Sequence[str]:
        """Forget a notebook; gives the cells that it had."""
        notebook = self.close(key_of(uri))
        cells = notebook.order if isinstance(notebook, NotebookDocument) else ()
        for cell in cells:
            self._cells.pop(cell, None)
        return cells

    def _notebook(self, uri: str) -> NotebookDocument:
        """The open notebook with a URI; an empty one where none is open."""
        known = self.documents.setdefault(key_of(uri), NotebookDocument.of(uri))
        assert isinstance(known, NotebookDocument)
        return known
