"""Profiles, Dockerfiles and what else sets environment variables, over the real protocol."""

from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from environment.samples import NAMES, PROFILE, SAMPLES
from lsp.editor import Editor, modern, start
from tensortidy.environment import Kind

LANGUAGES = {
    Kind.SHELL: "shellscript",
    Kind.DOCKERFILE: "dockerfile",
    Kind.DOTENV: "dotenv",
    Kind.SYSTEMD: "systemd-unit-file",
    Kind.CONDA: "yaml",
}


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", Kind)
async def test_documents_of_every_kind_are_checked_and_fixed(editor: Editor, kind: Kind) -> None:
    uri = editor.open(SAMPLES[kind], NAMES[kind], LANGUAGES[kind])
    [found] = await editor.diagnostics(uri)
    assert found.code == "library-path-mismatch"
    card = await editor.hover(uri, found.range.start.line, found.range.start.character)
    assert card is not None
    assert "Library Path Mismatch" in card
    fix, ignore = await editor.actions(uri, found.range.start.line, [types.CodeActionKind.QuickFix])
    assert fix.title.startswith("Use the toolkit that `CUDA_HOME` names")
    assert fix.edit is not None
    assert ignore.edit is not None
    [document] = ignore.edit.document_changes or ()
    assert isinstance(document, types.TextDocumentEdit)
    [edit] = document.edits
    whole = types.TextDocumentContentChangePartial(edit.range, edit.new_text)  # type: ignore[union-attr]
    editor.change(uri, 2, whole)
    assert await editor.codes(uri) == []


@pytest.mark.asyncio
async def test_the_language_counts_where_there_is_no_file(editor: Editor) -> None:
    assert await editor.codes(editor.open(PROFILE, language="shellscript", uri="untitled:Untitled-1")) != []
    assert await editor.codes(editor.open(PROFILE, language="plaintext", uri="untitled:Untitled-2")) == []
    assert await editor.codes(editor.open(SAMPLES[Kind.CONDA], "values.yaml", "yaml")) == []


@pytest.mark.asyncio
async def test_answers_follow_edits(simple_editor: Editor) -> None:
    uri = simple_editor.open(PROFILE, ".bashrc", "shellscript")
    await simple_editor.client.wait_for_notification("textDocument/publishDiagnostics")
    assert len(simple_editor.client.diagnostics[uri]) == 1
    line = types.Range(types.Position(1, 0), types.Position(2, 0))
    simple_editor.change(uri, 2, types.TextDocumentContentChangePartial(line, ""))
    await simple_editor.client.wait_for_notification("textDocument/publishDiagnostics")
    assert simple_editor.client.diagnostics[uri] == ()


@pytest.mark.asyncio
async def test_the_workspace_has_them_too(editor: Editor, tmp_path: Path) -> None:
    for kind, text in SAMPLES.items():
        (tmp_path / NAMES[kind]).write_text(text)
    report = await editor.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
    assert {item.uri for item in report.items} == {editor.uri(name) for name in NAMES.values()}


@pytest.mark.asyncio
async def test_clients_that_take_registrations_are_asked_for_them(
    unstarted_client: LanguageClient, tmp_path: Path
) -> None:
    capabilities = modern()
    documents = capabilities.text_document
    assert documents is not None
    documents.synchronization = types.TextDocumentSyncClientCapabilities(dynamic_registration=True)
    documents.diagnostic = types.DiagnosticClientCapabilities(dynamic_registration=True)
    documents.hover = types.HoverClientCapabilities(dynamic_registration=True)
    wanted: dict[str, object] = {}

    @unstarted_client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
    def register(params: types.RegistrationParams) -> None:
        wanted.update({item.method: item.register_options for item in params.registrations})

    await start(unstarted_client, tmp_path, capabilities)
    editor = Editor(unstarted_client, tmp_path)
    assert await editor.codes(editor.open(PROFILE, ".bashrc", "shellscript")) == ["library-path-mismatch"]
    assert {types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE, types.TEXT_DOCUMENT_DID_CLOSE,
            types.TEXT_DOCUMENT_DIAGNOSTIC, types.TEXT_DOCUMENT_HOVER} <= set(wanted)  # fmt: skip
    assert types.TEXT_DOCUMENT_CODE_ACTION not in wanted
    assert "shellscript" in str(wanted[types.TEXT_DOCUMENT_DID_OPEN])
