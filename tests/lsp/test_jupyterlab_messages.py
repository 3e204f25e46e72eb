"""JupyterLab with jupyterlab-lsp: it opens a notebook as one Python document, and finds the cells again by itself.

Its messages, as it sends them: all cells of code one below the other, two blank lines between them, magics written as
the calls that they are, and the whole text at each change, under the name of the notebook.
"""

from __future__ import annotations

import pytest
from lsprotocol import types

from lsp.editor import Editor

BETWEEN = "\n\n\n"
CELLS = (
    'import torch\nget_ipython().run_line_magic("matplotlib", "inline")',
    'get_ipython().run_cell_magic("bash", "", """ls""")',
    "def step(model, optimizer, batches):\n    for x in batches:\n        loss = model(x).sum()\n"
    "        loss.backward(retain_graph=True)\n        optimizer.step()",
    'files = get_ipython().getoutput("ls")\nfiles',
)
FOUND = "graph-retention-after-backward"


def line_of(cells: tuple[str, ...], code: str) -> int:
    """The line, from 0, of the document that some code is on."""
    lines = BETWEEN.join(cells).splitlines()
    return next(number for number, line in enumerate(lines) if code in line)


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["train.ipynb", ".virtual_documents/train.ipynb", "my%20notes/train.ipynb"])
async def test_squiggles_stand_where_the_client_looks_for_them(editor: Editor, name: str) -> None:
    uri = editor.open(BETWEEN.join(CELLS), uri=f"{editor.uri('')}{name}")
    [found] = await editor.diagnostics(uri)
    assert (found.code, found.range.start.line) == (FOUND, line_of(CELLS, "retain_graph"))
    card = await editor.hover(uri, found.range.start.line, found.range.start.character)
    assert card is not None
    assert "Graph Retention" in card


@pytest.mark.asyncio
async def test_the_whole_text_comes_with_each_change(editor: Editor) -> None:
    uri = editor.open(BETWEEN.join(CELLS), "train.ipynb")
    more = ("x = 1", *CELLS)
    editor.change(uri, 2, types.TextDocumentContentChangeWholeDocument(BETWEEN.join(more)))
    [found] = await editor.diagnostics(uri)
    assert found.range.start.line == line_of(more, "retain_graph")
    editor.change(uri, 3, types.TextDocumentContentChangeWholeDocument(BETWEEN.join(CELLS[:2])))
    assert await editor.diagnostics(uri) == []


@pytest.mark.asyncio
async def test_a_half_typed_cell_hides_no_other(editor: Editor) -> None:
    cells = (CELLS[0], "x = f(", *CELLS[2:])
    uri = editor.open(BETWEEN.join(cells), "train.ipynb")
    assert [item.code for item in await editor.diagnostics(uri)] == [FOUND]


@pytest.mark.asyncio
async def test_a_notebook_and_its_file_as_a_text_are_two_documents(editor: Editor) -> None:
    uri = editor.open('{"cells": []}', "train.ipynb", language="json")
    assert await editor.diagnostics(uri) == []
