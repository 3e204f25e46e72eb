"""An editor with one notebook open, as far as the tests need one."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from lsp.editor import Editor

CODE, MARKUP = types.NotebookCellKind.Code, types.NotebookCellKind.Markup


def cell_uri(name: str) -> str:
    """The URI of a cell, as VS Code makes them."""
    return f"vscode-notebook-cell:/work/train.ipynb#{name}"


def cell(name: str, kind: types.NotebookCellKind = CODE) -> types.NotebookCell:
    """A cell of the notebook, without its text."""
    return types.NotebookCell(kind, cell_uri(name))


def text(name: str, content: str, language: str = "python") -> types.TextDocumentItem:
    """The text of a cell, version 1."""
    return types.TextDocumentItem(cell_uri(name), language, 1, content)


def opening(uri: str, *cells: str) -> types.DidOpenNotebookDocumentParams:
    """Open a notebook of some code cells, whose names are ``a``, ``b``, ``c`` and so on."""
    names = "abcdefghij"[: len(cells)]
    notebook = types.NotebookDocument(uri, "jupyter-notebook", 1, [cell(name) for name in names])
    return types.DidOpenNotebookDocumentParams(notebook, [text(*pair) for pair in zip(names, cells, strict=True)])


def structure(
    start: int,
    deleted: int,
    cells: Sequence[types.NotebookCell] = (),
    opened: Sequence[types.TextDocumentItem] = (),
    closed: Sequence[str] = (),
) -> types.NotebookDocumentChangeEvent:
    """Cells that come, go or move."""
    array = types.NotebookCellArrayChange(start, deleted, list(cells))
    gone = [types.TextDocumentIdentifier(cell_uri(name)) for name in closed]
    return types.NotebookDocumentChangeEvent(
        cells=types.NotebookDocumentCellChanges(types.NotebookDocumentCellChangeStructure(array, list(opened), gone))
    )


def edited(
    name: str, version: int, *changes: types.TextDocumentContentChangeEvent
) -> types.NotebookDocumentChangeEvent:
    """A cell whose text changes."""
    identifier = types.VersionedTextDocumentIdentifier(version, cell_uri(name))
    content = types.NotebookDocumentCellContentChanges(identifier, list(changes))
    return types.NotebookDocumentChangeEvent(cells=types.NotebookDocumentCellChanges(text_content=[content]))


def whole(content: str) -> types.TextDocumentContentChangeEvent:
    """A text that takes the place of another."""
    return types.TextDocumentContentChangeWholeDocument(content)


def marked(*cells: types.NotebookCell) -> types.NotebookDocumentChangeEvent:
    """Cells that are of another kind, or were run."""
    return types.NotebookDocumentChangeEvent(cells=types.NotebookDocumentCellChanges(data=list(cells)))


class NotebookEditor:
    """One notebook, in an editor that asks for the diagnostics of each cell."""

    def __init__(self, editor: Editor, *cells: str, name: str = "train.ipynb") -> None:
        self.editor = editor
        self.uri = editor.uri(name)
        self._version = 1
        editor.client.notebook_document_did_open(opening(self.uri, *cells))

    def change(self, change: types.NotebookDocumentChangeEvent) -> None:
        """Tell the server of a change."""
        self._version += 1
        identifier = types.VersionedNotebookDocumentIdentifier(self._version, self.uri)
        self.editor.client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(identifier, change))

    def close(self, *names: str) -> None:
        """Close it."""
        cells = [types.TextDocumentIdentifier(cell_uri(name)) for name in names]
        identifier = types.NotebookDocumentIdentifier(self.uri)
        self.editor.client.notebook_document_did_close(types.DidCloseNotebookDocumentParams(identifier, cells))

    async def found(self, name: str) -> list[tuple[int, str]]:
        """The lines, from 0, and the rules of what is found in a cell."""
        items = await self.editor.diagnostics(cell_uri(name))
        return [(item.range.start.line, str(item.code)) for item in items]
