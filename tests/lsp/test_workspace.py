"""The whole workspace: problems of files that are not open, folders that come and go."""

from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from lsp.editor import Editor, modern, start
from lsp.samples import RETAINED, TWICE


async def workspace(editor: Editor, previous: list[types.PreviousResultId] | None = None) -> list[object]:
    params = types.WorkspaceDiagnosticParams(previous or [])
    return list((await editor.client.workspace_diagnostic_async(params)).items)


@pytest.mark.asyncio
async def test_files_that_are_not_open_are_reported(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(RETAINED)
    (tmp_path / "clean.py").write_text("import torch\n")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "b.py").write_text(RETAINED)
    [report] = await workspace(editor)
    assert isinstance(report, types.WorkspaceFullDocumentDiagnosticReport)
    assert report.uri == (tmp_path / "a.py").as_uri()
    assert [item.code for item in report.items] == ["graph-retention-after-backward"]
    assert report.result_id is not None
    [again] = await workspace(editor, [types.PreviousResultId(report.uri, report.result_id)])
    assert isinstance(again, types.WorkspaceUnchangedDocumentDiagnosticReport)


@pytest.mark.asyncio
async def test_open_documents_are_reported_as_they_are_in_the_editor(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(RETAINED)
    editor.open(TWICE, "a.py")
    [report] = await workspace(editor)
    assert isinstance(report, types.WorkspaceFullDocumentDiagnosticReport)
    assert report.version == 1
    assert len(report.items) == 2


@pytest.mark.asyncio
async def test_there_is_a_cap(unstarted_client: LanguageClient, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.py").write_text(TWICE)
    await start(unstarted_client, tmp_path, modern(), {"workspaceDiagnosticsLimit": 3})
    reports = await workspace(Editor(unstarted_client, tmp_path))
    found = [len(item.items) for item in reports if isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)]
    assert found == [2, 1]


@pytest.mark.asyncio
async def test_folders_come_and_go(editor: Editor, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "a.py").write_text(RETAINED)
    assert await workspace(editor) == []
    added = types.WorkspaceFoldersChangeEvent([types.WorkspaceFolder(other.as_uri(), "other")], [])
    editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(added))
    assert len(await workspace(editor)) == 1
    removed = types.WorkspaceFoldersChangeEvent([], [types.WorkspaceFolder(other.as_uri(), "other")])
    editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(removed))
    assert await workspace(editor) == []


@pytest.mark.asyncio
async def test_what_is_reported_follows_the_files_on_disk(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(RETAINED)
    [first] = await workspace(editor)
    assert isinstance(first, types.WorkspaceFullDocumentDiagnosticReport)
    path.write_text(TWICE)
    [second] = await workspace(editor, [types.PreviousResultId(first.uri, str(first.result_id))])
    assert isinstance(second, types.WorkspaceFullDocumentDiagnosticReport)
    assert len(second.items) == 2
    path.unlink()
    [gone] = await workspace(editor, [types.PreviousResultId(second.uri, str(second.result_id))])
    assert isinstance(gone, types.WorkspaceFullDocumentDiagnosticReport)
    assert gone.uri == second.uri
    assert not gone.items
    assert await workspace(editor, [types.PreviousResultId(gone.uri, str(gone.result_id))]) == []


@pytest.mark.asyncio
async def test_a_client_may_spell_a_uri_in_its_own_way(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "a (1).py").write_text(RETAINED)
    [first] = await workspace(editor)
    assert isinstance(first, types.WorkspaceFullDocumentDiagnosticReport)
    spelt = first.uri.replace("(", "%28").replace(")", "%29")
    [again] = await workspace(editor, [types.PreviousResultId(spelt, str(first.result_id))])
    assert isinstance(again, types.WorkspaceUnchangedDocumentDiagnosticReport)
    assert again.uri == spelt


@pytest.mark.asyncio
async def test_a_file_that_cannot_be_read_is_passed_over(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"import torch\nx = '\xff'\n")
    (tmp_path / "b.py").write_text(RETAINED)
    [report] = await workspace(editor)
    assert isinstance(report, types.WorkspaceFullDocumentDiagnosticReport)
    assert report.uri == (tmp_path / "b.py").as_uri()


@pytest.mark.asyncio
async def test_the_cap_may_stand_in_the_configuration_file(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.tensortidy]\nworkspace-diagnostics-limit = 1\n")
    (tmp_path / "a.py").write_text(TWICE)
    [report] = await workspace(editor)
    assert isinstance(report, types.WorkspaceFullDocumentDiagnosticReport)
    assert len(report.items) == 1


@pytest.mark.asyncio
async def test_rules_that_crash_on_files_that_are_not_open_are_logged(
    client_of_crashing_server: LanguageClient, tmp_path: Path
) -> None:
    client = client_of_crashing_server
    (tmp_path / "a.py").write_text(RETAINED)
    (tmp_path / "b.py").write_text(RETAINED)
    assert len(await workspace(Editor(client, tmp_path))) == 2
    assert len([item for item in client.log_messages if "crashing-rule" in item.message]) == 1


@pytest.mark.asyncio
@pytest.mark.filterwarnings("ignore:Unknown progress token")
async def test_progress_is_told_of_files_without_findings_too(editor: Editor, tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"clean{number}.py").write_text("import torch\n")
    params = types.WorkspaceDiagnosticParams(previous_result_ids=[], work_done_token="scan")
    await editor.client.workspace_diagnostic_async(params)
    begin, *steps, end = editor.client.progress_reports["scan"]
    assert isinstance(begin, types.WorkDoneProgressBegin)
    assert [step.message for step in steps] == ["1 of 4 files", "2 of 4 files", "3 of 4 files", "4 of 4 files"]
    assert isinstance(end, types.WorkDoneProgressEnd)
