"""Diagnostics: where they are, what they carry, and when they come."""

from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from lsp.editor import Editor, modern, start
from lsp.samples import EMOJI, RETAINED

UTF8, UTF16, UTF32 = types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16, types.PositionEncodingKind.Utf32


@pytest.mark.asyncio
async def test_a_diagnostic_carries_all_that_an_editor_can_show(editor: Editor) -> None:
    uri = editor.open(RETAINED)
    [found] = await editor.diagnostics(uri)
    assert found.range == types.Range(types.Position(7, 22), types.Position(7, 39))
    assert found.code == "graph-retention-after-backward"
    assert found.source == "tensortidy"
    assert found.severity == types.DiagnosticSeverity.Warning
    assert found.code_description is not None
    assert found.code_description.href.endswith("/docs/rules/graph-retention-after-backward.md")
    assert "Remove `retain_graph=True`" in found.message
    assert found.related_information is not None
    assert found.related_information[0].location.range.start.line == 4
    assert found.data is not None
    assert found.data["fix"]["safety"] == "safe"
    assert found.data["fix"]["edits"][0]["newText"] == ""


@pytest.mark.asyncio
async def test_what_has_not_changed_is_not_sent_again(editor: Editor) -> None:
    uri = editor.open(RETAINED)
    first = await editor.pull(uri)
    assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
    again = await editor.pull(uri, first.result_id)
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
    start_of_line = types.Range(types.Position(0, 0), types.Position(0, 0))
    editor.change(uri, 2, types.TextDocumentContentChangePartial(start_of_line, "\n"))
    moved = await editor.pull(uri, first.result_id)
    assert isinstance(moved, types.RelatedFullDocumentDiagnosticReport)
    assert moved.items[0].range.start.line == 8


@pytest.mark.asyncio
async def test_a_client_that_does_not_pull_is_pushed_to_with_the_version(simple_editor: Editor) -> None:
    client = simple_editor.client
    uri = simple_editor.open(RETAINED)
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert [item.code for item in client.diagnostics[uri]] == ["graph-retention-after-backward"]
    fixed = types.TextDocumentContentChangeWholeDocument(RETAINED.replace("retain_graph=True", ""))
    simple_editor.change(uri, 2, fixed)
    pushed = await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert pushed.version == 2
    assert not pushed.diagnostics
    client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    closed = await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert not closed.diagnostics


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("offered", "column"), [([UTF8], 76), ([UTF16], 73), ([UTF32], 72), ([UTF32, UTF16], 72), (None, 73)]
)
async def test_columns_are_counted_as_the_client_counts_them(
    unstarted_client: LanguageClient, tmp_path: Path, offered: list[types.PositionEncodingKind] | None, column: int
) -> None:
    await start(unstarted_client, tmp_path, modern(position_encodings=offered))
    editor = Editor(unstarted_client, tmp_path)
    uri = editor.open(EMOJI)
    [found] = await editor.diagnostics(uri)
    assert found.range.start == types.Position(2, column)
    # and the same the other way: a change right of the emoji
    end = types.Position(2, column + len("retain_graph=True"))
    editor.change(uri, 2, types.TextDocumentContentChangePartial(types.Range(found.range.start, end), ""))
    assert await editor.diagnostics(uri) == []


@pytest.mark.asyncio
async def test_several_changes_in_one_message_build_on_one_another(editor: Editor) -> None:
    uri = editor.open("x = 1\n")
    at_start = types.Range(types.Position(0, 0), types.Position(0, 0))
    lines = reversed(RETAINED.splitlines())
    changes = [types.TextDocumentContentChangePartial(at_start, f"{line}\n") for line in lines]
    editor.change(uri, 2, *changes)
    assert await editor.codes(uri) == ["graph-retention-after-backward"]


@pytest.mark.asyncio
async def test_form_feeds_and_separators_are_no_line_breaks(editor: Editor) -> None:
    uri = editor.open("a = '\u2028\x0c\x85'\n" + RETAINED)
    [found] = await editor.diagnostics(uri)
    assert found.range.start.line == 8
    line = types.Range(types.Position(8, 22), types.Position(8, 39))
    editor.change(uri, 2, types.TextDocumentContentChangePartial(line, ""))
    assert await editor.diagnostics(uri) == []


@pytest.mark.asyncio
async def test_analysis_goes_on_around_broken_syntax(editor: Editor) -> None:
    uri = editor.open(RETAINED + "\n\ndef broken(:\n    x = (1,\n")
    assert await editor.codes(uri) == ["graph-retention-after-backward"]


@pytest.mark.asyncio
async def test_documents_without_a_file_are_analysed_too(editor: Editor) -> None:
    for uri in ("untitled:Untitled-1", "vscode-notebook-cell:/a.ipynb#X1", "odd"):
        editor.open(RETAINED, uri=uri)
        assert await editor.codes(uri) == ["graph-retention-after-backward"]


@pytest.mark.asyncio
async def test_other_languages_and_unknown_documents_get_none(editor: Editor) -> None:
    assert await editor.codes(editor.open(RETAINED, "notes.md", "markdown")) == []
    assert await editor.codes("file:///never/opened.py") == []


@pytest.mark.asyncio
async def test_a_notebook_does_no_harm(editor: Editor) -> None:
    cell = types.NotebookCell(types.NotebookCellKind.Code, "cell:1")
    notebook = types.NotebookDocument("file:///a.ipynb", "jupyter-notebook", 1, [cell])
    item = types.TextDocumentItem("cell:1", "python", 1, RETAINED)
    editor.client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(notebook, [item]))
    assert await editor.codes(editor.open(RETAINED)) == ["graph-retention-after-backward"]


@pytest.mark.asyncio
async def test_a_crashing_rule_is_logged_once_and_costs_only_its_own_findings(
    client_of_crashing_server: LanguageClient, tmp_path: Path
) -> None:
    client = client_of_crashing_server
    editor = Editor(client, tmp_path)
    for name in ("a.py", "b.py"):
        uri = editor.open(RETAINED, name)
        while uri not in client.diagnostics:
            await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        assert [item.code for item in client.diagnostics[uri]] == ["graph-retention-after-backward"]
    # a request is answered after all that came before it
    await editor.hover(uri, 0, 0)
    crashes = [item.message for item in client.log_messages if "crashing-rule" in item.message]
    assert len(crashes) == 1
    assert "this rule is broken" in crashes[0]
