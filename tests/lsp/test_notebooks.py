"""Notebooks in the editor: one program in the order of its cells, shown and mended cell by cell."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from lsp.editor import Editor
from lsp.notebook_editor import MARKUP, NotebookEditor, cell, cell_uri, edited, marked, opening, structure, text, whole
from tensortidy.edits import apply_edits
from tensortidy.lsp.open_documents import OpenDocuments
from tensortidy.lsp.session import Diagnostics, Session
from tensortidy.registry import load
from tensortidy.rule import Edit
from tensortidy.source import Position, Source, Span

IMPORT = "import torch\n%matplotlib inline"
STEP = """\
def step(model, optimizer, batches):
    for x in batches:
        loss = model(x).sum()
        loss.backward(retain_graph=True)
        optimizer.step()"""
RETAINED = [(3, "graph-retention-after-backward")]


def after(old: str, edits: object) -> str:
    """A text after the edits of an action (ASCII, so columns are columns)."""
    assert isinstance(edits, list | tuple)
    places = []
    for edit in edits:
        start, end = edit.range.start, edit.range.end
        span = Span(Position(start.line + 1, start.character), Position(end.line + 1, end.character))
        places.append(Edit(span, edit.new_text))
    return apply_edits(Source(old), places)


def of_cells(edit: types.WorkspaceEdit | None) -> dict[str, types.TextDocumentEdit]:
    """The edits of an action, by the names of the cells."""
    assert edit is not None
    assert edit.document_changes is not None
    found = {}
    for change in edit.document_changes:
        assert isinstance(change, types.TextDocumentEdit)
        found[change.text_document.uri.partition("#")[2]] = change
    return found


# ---------------------------------------------------------------- what is told


@pytest.mark.asyncio
async def test_what_one_cell_imports_is_known_in_the_next(editor: Editor) -> None:
    notebook = NotebookEditor(editor, IMPORT, STEP)
    assert await notebook.found("a") == []
    assert await notebook.found("b") == RETAINED


@pytest.mark.asyncio
async def test_places_around_are_those_of_their_cells(editor: Editor) -> None:
    NotebookEditor(editor, "from torch import nn", "net = nn.Linear(2, 2)\nnet", "%time 1\ndel net")
    [found] = await editor.diagnostics(cell_uri("c"))
    assert (found.code, found.range.start) == ("unreleased-shell-references", types.Position(1, 4))
    places = [(item.location.uri, item.location.range.start.line) for item in found.related_information or ()]
    assert places == [(cell_uri("b"), 0), (cell_uri("b"), 1)]


@pytest.mark.asyncio
async def test_columns_are_those_of_the_cell(editor: Editor) -> None:
    magic = '%time print("🔥"); loss = torch.nn.Linear(1, 1)(torch.ones(1)); loss.backward(retain_graph=True)'
    NotebookEditor(editor, IMPORT, f"for _ in range(9):\n    {magic}")
    [found] = await editor.diagnostics(cell_uri("b"))
    line = f"    {magic}".encode("utf-16-le")
    shown = line[2 * found.range.start.character : 2 * found.range.end.character].decode("utf-16-le")
    assert shown == "retain_graph=True"


@pytest.mark.asyncio
async def test_a_broken_cell_hides_no_other(editor: Editor) -> None:
    notebook = NotebookEditor(editor, IMPORT, "x = f(", "'''", "for x in", "def f(:", "@", "class A:", STEP, "else:")
    assert await notebook.found("h") == RETAINED


@pytest.mark.asyncio
async def test_await_stands_where_it_likes(editor: Editor) -> None:
    cells = (
        "async with a as b:\n    await b",
        "async for x in b:\n    print(x)",
        "y = [await z async for z in b]\nawait y",
    )
    notebook = NotebookEditor(editor, IMPORT, *cells, STEP)
    assert await notebook.found("e") == RETAINED


@pytest.mark.asyncio
async def test_cells_of_a_shell_are_read(editor: Editor) -> None:
    shell = "%%bash\nexport CUDA_HOME=/opt/cuda-11.8\nexport PATH=/opt/cuda-11.2/bin:$PATH"
    notebook = NotebookEditor(editor, shell)
    assert await notebook.found("a") == [(2, "library-path-mismatch")]
    fix, ignore = await editor.actions(cell_uri("a"), line=2)
    assert after(shell, of_cells(fix.edit)["a"].edits) == shell.replace("/opt/cuda-11.2", "$CUDA_HOME")
    ignored = after(shell, of_cells(ignore.edit)["a"].edits)
    assert ignored.splitlines()[2] == "# tensortidy: ignore[library-path-mismatch]"
    notebook.change(edited("a", 2, whole(ignored)))
    assert await notebook.found("a") == []


@pytest.mark.asyncio
async def test_a_line_of_a_cell_is_explained(editor: Editor) -> None:
    notebook = NotebookEditor(editor, IMPORT, "def f(m):\n    %time return m(1)", "with torch.no_grad():\n    f(1)")
    notebook.change(structure(0, 0, [cell("t", MARKUP)], [text("t", "text", "markdown")]))
    params = types.ExecuteCommandParams("tensortidy.explain", [cell_uri("b"), 1])
    told = await editor.client.workspace_execute_command_async(params)
    assert isinstance(told, str)
    assert told.startswith("# Cell 3, line 2\n\n```python\n%time return m(1)\n```\n")
    assert "so they are wherever `f` is called (cell 4, line 2)" in told
    assert "**called** cell 4, line 2: f(1)" in told


# ---------------------------------------------------------------- what clients tell


@pytest.mark.asyncio
async def test_a_cell_is_edited(editor: Editor) -> None:
    notebook = NotebookEditor(editor, IMPORT, STEP)
    line = types.Range(types.Position(0, 0), types.Position(0, 0))
    notebook.change(edited("a", 2, types.TextDocumentContentChangePartial(line, "import os\n" * 3)))
    assert await notebook.found("b") == RETAINED
    notebook.change(edited("b", 2, types.TextDocumentContentChangePartial(line, "\n\n")))
    assert await notebook.found("b") == [(5, "graph-retention-after-backward")]
    notebook.change(edited("b", 3, whole("x = 1")))
    assert await notebook.found("b") == []


@pytest.mark.asyncio
async def test_cells_come_go_and_move(editor: Editor) -> None:
    notebook = NotebookEditor(editor, STEP)
    assert await notebook.found("a") == [], "nothing says what torch is"
    notebook.change(structure(0, 0, [cell("b")], [text("b", IMPORT)]))
    assert await notebook.found("a") == RETAINED
    notebook.change(structure(0, 2, [cell("a"), cell("b")]))
    assert await notebook.found("a") == RETAINED
    notebook.change(structure(1, 1, closed=["b"]))
    assert await notebook.found("a") == []
    assert await notebook.found("b") == []


@pytest.mark.asyncio
async def test_cells_become_text_and_code_again(editor: Editor) -> None:
    notebook = NotebookEditor(editor, IMPORT, STEP)
    notebook.change(marked(cell("b", MARKUP)))
    assert await notebook.found("b") == []
    assert await editor.actions(cell_uri("b"), line=3) == []
    assert await editor.hover(cell_uri("b"), 3, 24) is None
    notebook.change(marked(cell("b")))
    assert await notebook.found("b") == RETAINED
    notebook.change(structure(1, 1, [cell("b")], [text("b", STEP, "sql")], ["b"]))
    assert await notebook.found("b") == []


@pytest.mark.asyncio
async def test_running_a_cell_changes_nothing(editor: Editor) -> None:
    notebook = NotebookEditor(editor, IMPORT, STEP)
    ran = types.NotebookCell(
        types.NotebookCellKind.Code, cell_uri("b"), execution_summary=types.ExecutionSummary(3, success=True)
    )
    notebook.change(marked(ran))
    notebook.change(types.NotebookDocumentChangeEvent())
    saved = types.DidSaveNotebookDocumentParams(types.NotebookDocumentIdentifier(notebook.uri))
    editor.client.notebook_document_did_save(saved)
    assert await notebook.found("b") == RETAINED


@pytest.mark.asyncio
async def test_a_notebook_is_closed_and_opened_again(editor: Editor) -> None:
    notebook = NotebookEditor(editor, IMPORT, STEP)
    notebook.close("a", "b")
    assert await notebook.found("b") == []
    assert await NotebookEditor(editor, IMPORT, STEP).found("b") == RETAINED
    assert await NotebookEditor(editor, IMPORT, "x = 1").found("b") == [], "without having been closed"


@pytest.mark.asyncio
async def test_the_file_of_a_notebook_may_be_open_as_a_text_too(editor: Editor) -> None:
    notebook = NotebookEditor(editor, IMPORT, STEP)
    assert await editor.codes(editor.open("{}", "train.ipynb", "json")) == []
    assert await notebook.found("b") == RETAINED


@pytest.mark.asyncio
async def test_modules_of_the_project_are_known(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "nets.py").write_text("from torch import nn\n\n\nclass Net(nn.Module):\n    pass\n")
    notebook = NotebookEditor(editor, "import torch\nfrom nets import Net", "net = Net()\nnet", "del net")
    assert await notebook.found("c") == [(0, "unreleased-shell-references")]


@pytest.mark.asyncio
async def test_cells_that_are_opened_as_documents_are_one_program_too(editor: Editor) -> None:
    for name, content in (("a", IMPORT), ("b", STEP)):
        editor.open(content, uri=cell_uri(name))
    assert await editor.codes(cell_uri("b")) == ["graph-retention-after-backward"]
    editor.change(cell_uri("a"), 2, whole("%matplotlib inline"))
    assert await editor.codes(cell_uri("b")) == []
    editor.change(cell_uri("a"), 3, whole(IMPORT))
    assert await editor.codes(cell_uri("b")) == ["graph-retention-after-backward"]
    identifier = types.TextDocumentIdentifier(cell_uri("a"))
    editor.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))
    assert await editor.codes(cell_uri("b")) == []


# ---------------------------------------------------------------- unasked


@pytest.mark.asyncio
async def test_only_cells_are_told_of_that_are_answered_otherwise(simple_editor: Editor) -> None:
    client = simple_editor.client
    published: list[tuple[str, int | None, list[object]]] = []

    def note(params: types.PublishDiagnosticsParams) -> None:
        found: list[object] = [item.code for item in params.diagnostics]
        published.append((params.uri.partition("#")[2], params.version, found))

    client.protocol.fm.features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, None)
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(note)

    async def settle() -> list[tuple[str, int | None, list[object]]]:
        await simple_editor.hover(cell_uri("a"), 0, 0)  # answered after all that came before it
        told = [*published]
        published.clear()
        return told

    notebook = NotebookEditor(simple_editor, IMPORT, "y = 1", STEP)
    await simple_editor.actions(cell_uri("c"), line=3)  # which waits for a settled answer
    retained: list[object] = ["graph-retention-after-backward"]
    assert await settle() == [("a", 1, []), ("b", 1, []), ("c", 1, retained)]
    notebook.change(edited("b", 2, whole("y = 2\nz = 3")))
    assert await settle() == [("b", 2, [])]
    notebook.change(structure(2, 1, closed=["c"]))
    assert ("c", None, []) in await settle()
    notebook.close("a", "b")
    assert await settle() == [("a", None, []), ("b", None, [])]


# ---------------------------------------------------------------- actions


@pytest.mark.asyncio
async def test_a_hover_tells_the_card(editor: Editor) -> None:
    NotebookEditor(editor, IMPORT, STEP)
    card = await editor.hover(cell_uri("b"), 3, 26)
    assert card is not None
    assert "graph-retention-after-backward" in card
    assert await editor.hover(cell_uri("a"), 0, 0) is None


@pytest.mark.asyncio
async def test_a_finding_is_fixed_or_ignored_in_its_cell(editor: Editor) -> None:
    notebook = NotebookEditor(editor, IMPORT, STEP, "x = 1")
    notebook.change(edited("b", 7, whole(STEP + "\n")))
    fix, fix_all, ignore = await editor.actions(cell_uri("b"), line=3)
    [(name, change)] = of_cells(fix.edit).items()
    assert (name, change.text_document.version) == ("b", 7)
    assert after(STEP, change.edits) == STEP.replace("retain_graph=True", "")
    assert fix_all.kind == "source.fixAll.tensortidy"
    ignored = after(STEP, of_cells(ignore.edit)["b"].edits)
    notebook.change(edited("b", 8, whole(ignored)))
    assert await notebook.found("b") == []


@pytest.mark.asyncio
async def test_all_cells_are_fixed_at_once(editor: Editor) -> None:
    NotebookEditor(editor, IMPORT, STEP, "%time 1\n!ls", STEP)
    for kind in ("notebook.source.fixAll.tensortidy", "notebook.source.fixAll", "source.fixAll.tensortidy"):
        [action] = await editor.actions(cell_uri("a"), line=0, only=[kind])
        assert str(action.kind).endswith("source.fixAll.tensortidy")
        assert str(action.kind).startswith(kind)
        changes = of_cells((await editor.client.code_action_resolve_async(action)).edit)
        assert list(changes) == ["b", "d"]
        for change in changes.values():
            assert after(STEP, change.edits) == STEP.replace("retain_graph=True", "")


@pytest.mark.asyncio
async def test_a_fix_may_need_several_cells(editor: Editor) -> None:
    first, second = "%%time\n# the beginning\nfrom torch import nn", "for x in y:\n    del x\n    gc.collect()"
    session = Session(load())
    notebook = session.open_notebook(opening("file:///a.ipynb", first, second))
    edits = [
        Edit(Span(Position(5, 0), Position(5, 0)), "import os\n"),
        Edit(Span(Position(8, 4), Position(8, 14)), "f"),
    ]
    found = {page.uri: apply_edits(page.source, of_page) for page, of_page in notebook.view.divided(edits)}
    assert found == {cell_uri("a"): f"{first}\nimport os", cell_uri("b"): second.replace("gc.collect", "f")}


# ---------------------------------------------------------------- in general

PARTS = st.sampled_from([
    IMPORT, STEP, "net = torch.nn.Linear(2, 2)", "net", "del net", "x = f(", "'''", "", "%%bash\nls", "# %% title",
    "losses = []\nfor x in range(9):\n    loss = net(torch.ones(2)).sum()\n    losses.append(loss)\n",
    "%time net(torch.ones(2))", "for x in losses:", "log = open('log.txt', 'w')\nlog.write('x')",
])  # fmt: skip


@st.composite
def changes(draw: st.DrawFn) -> types.NotebookDocumentChangeEvent:
    """Some change of a notebook that has at least the cells ``a`` and ``b``, in this order, at its beginning."""
    kind = draw(st.sampled_from(["edit", "edit", "edit", "line", "move", "insert", "mark"]))
    name = draw(st.sampled_from("ab"))
    if kind == "edit":
        return edited(name, 2, whole(draw(PARTS)))
    if kind == "line":
        here = types.Range(types.Position(draw(st.integers(0, 3)), 0), types.Position(draw(st.integers(3, 4)), 0))
        return edited(name, 2, types.TextDocumentContentChangePartial(here, draw(PARTS) + "\n"))
    if kind == "move":
        return structure(0, 2, [cell("b"), cell("a")])
    if kind == "mark":
        return marked(cell(name, draw(st.sampled_from(list(types.NotebookCellKind)))))
    new = f"new{draw(st.integers(0, 10**9))}"
    return structure(2, 0, [cell(new)], [text(new, draw(PARTS))])


async def told(session: Session, uri: str) -> Diagnostics:
    """The settled diagnostics of a notebook, which is one of two answers: the first one may be left to itself."""
    notebook = session.documents[f"the cells of {uri}"]
    await session.analysis(notebook)
    return session.converted(notebook.view, await session.settled(notebook))


@settings(max_examples=30)
@given(st.lists(PARTS, min_size=2, max_size=4), st.lists(changes(), min_size=1, max_size=5))
def test_after_any_changes_cells_are_answered_as_if_just_opened(
    cells: list[str], happened: list[types.NotebookDocumentChangeEvent]
) -> None:
    uri = "untitled:a.ipynb"

    async def compare() -> None:
        session, registry = Session(REGISTRY), REGISTRY
        session.open_notebook(opening(uri, *cells))
        await told(session, uri)
        for version, change in enumerate(happened, start=2):
            identifier = types.VersionedNotebookDocumentIdentifier(version, uri)
            session.change_notebook(types.DidChangeNotebookDocumentParams(identifier, change))
            now = await told(session, uri)
            fresh = Session(registry)
            notebook = session.documents[f"the cells of {uri}"]
            items = [types.TextDocumentItem(page.uri, "python", 1, page.source.text) for page in notebook.view.pages]
            kept = [types.NotebookCell(types.NotebookCellKind.Code, item.uri) for item in items]
            document = types.NotebookDocument(uri, "jupyter-notebook", 1, kept)
            fresh.open_notebook(types.DidOpenNotebookDocumentParams(document, items))
            assert now == await told(fresh, uri)
            fresh.shutdown()
        session.shutdown()

    asyncio.run(compare())


REGISTRY = load()


def test_an_edit_translates_its_own_cell_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    translated: list[str] = []

    def noting(lines: list[str]) -> list[str]:
        translated.append("".join(lines))
        return lines

    monkeypatch.setattr("tensortidy.notebook.cells.python", noting)
    opened = OpenDocuments()
    opened.open_notebook(opening("untitled:a", "a = 1", "b = 2", "c = 3"))
    translated.clear()
    identifier = types.VersionedNotebookDocumentIdentifier(2, "untitled:a")
    opened.change_notebook(types.DidChangeNotebookDocumentParams(identifier, edited("b", 2, whole("b = 3"))))
    assert translated == ["b = 3"]
