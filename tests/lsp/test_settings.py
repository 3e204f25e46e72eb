"""Settings: from the editor and from files, changed while the server runs."""

from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from lsp.editor import Editor, modern, start
from lsp.samples import RETAINED

IGNORE = {"ignore": ["graph-retention-after-backward"]}


def config_changed(editor: Editor) -> None:
    event = types.FileEvent(editor.uri("pyproject.toml"), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


@pytest.mark.asyncio
@pytest.mark.parametrize("options", [IGNORE, {"settings": IGNORE}, {"tensortidy": IGNORE}])
async def test_initialization_options_are_settings(
    unstarted_client: LanguageClient, tmp_path: Path, options: dict[str, object]
) -> None:
    await start(unstarted_client, tmp_path, modern(), options)
    editor = Editor(unstarted_client, tmp_path)
    assert await editor.codes(editor.open(RETAINED)) == []


@pytest.mark.asyncio
async def test_settings_change_while_the_server_runs(editor: Editor) -> None:
    uri = editor.open(RETAINED)
    assert await editor.codes(uri) == ["graph-retention-after-backward"]
    settings = {"tensortidy": {"severity": {"graph-retention-after-backward": "error"}}}
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
    [found] = await editor.diagnostics(uri)
    assert found.severity == types.DiagnosticSeverity.Error
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"tensortidy": IGNORE}))
    assert await editor.codes(uri) == []


@pytest.mark.asyncio
async def test_the_configuration_file_is_read_live(editor: Editor, tmp_path: Path) -> None:
    uri = editor.open(RETAINED)
    assert await editor.codes(uri) == ["graph-retention-after-backward"]
    (tmp_path / "pyproject.toml").write_text('[tool.tensortidy]\nignore = ["torch"]\n')
    config_changed(editor)
    assert await editor.codes(uri) == []
    (tmp_path / "pyproject.toml").unlink()
    config_changed(editor)
    assert await editor.codes(uri) == ["graph-retention-after-backward"]


@pytest.mark.asyncio
async def test_the_project_wins_over_the_editor(unstarted_client: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.tensortidy]\nignore = []\n")
    await start(unstarted_client, tmp_path, modern(), IGNORE)
    editor = Editor(unstarted_client, tmp_path)
    assert await editor.codes(editor.open(RETAINED)) == ["graph-retention-after-backward"]


@pytest.mark.asyncio
async def test_a_malformed_file_is_told_and_the_last_good_one_stays(editor: Editor, tmp_path: Path) -> None:
    config = tmp_path / "pyproject.toml"
    config.write_text('[tool.tensortidy]\nignore = ["torch"]\n')
    uri = editor.open(RETAINED)
    assert await editor.codes(uri) == []
    broken = '[tool.tensortidy]\nignore = ["torch"\nselect = []\n'
    config.write_text(broken)
    config_changed(editor)
    assert await editor.codes(uri) == [], "the last good configuration stays in force"
    [problem] = await editor.diagnostics(editor.open(broken, "pyproject.toml", "toml"))
    assert "not valid TOML" in problem.message
    assert any("pyproject.toml:3" in item.message for item in editor.client.messages)


@pytest.mark.asyncio
async def test_a_misspelt_rule_is_told_with_its_line(editor: Editor, tmp_path: Path) -> None:
    text = '[tool.tensortidy]\nselect = ["all"]\nignore = [\n  "unclosed-resourse",\n]\n'
    (tmp_path / "pyproject.toml").write_text(text)
    [problem] = await editor.diagnostics(editor.open(text, "pyproject.toml", "toml"))
    assert problem.range.start.line == 3
    assert "did you mean `unclosed-resource`?" in problem.message


@pytest.mark.asyncio
async def test_excluded_files_are_left_alone(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.tensortidy]\nexclude = ["generated/"]\n')
    assert await editor.codes(editor.open(RETAINED, "generated/train.py")) == []
    assert await editor.codes(editor.open(RETAINED, "train.py")) != []


@pytest.mark.asyncio
async def test_settings_that_are_wrong_are_told_once_and_the_others_hold(
    unstarted_client: LanguageClient, tmp_path: Path
) -> None:
    options = {**IGNORE, "slect": ["all"], "severity": {"unclosed-resourse": "error"}}
    await start(unstarted_client, tmp_path, modern(), options)
    editor = Editor(unstarted_client, tmp_path)
    uri = editor.open(RETAINED)
    for version in (2, 3):
        assert await editor.codes(uri) == []
        editor.change(uri, version, types.TextDocumentContentChangeWholeDocument(RETAINED))
    [shown] = unstarted_client.messages
    assert "did you mean `unclosed-resource`?" in shown.message
    logged = [item.message for item in unstarted_client.log_messages]
    assert logged == [shown.message, "TensorTidy has no setting `slect`."]


@pytest.mark.asyncio
async def test_a_broken_file_is_pushed_about_where_diagnostics_are_pushed(
    simple_editor: Editor, tmp_path: Path
) -> None:
    client = simple_editor.client
    config = tmp_path / "pyproject.toml"
    config.write_text('[tool.tensortidy]\nslect = ["all"]\n')
    uri = simple_editor.open(config.read_text(), "pyproject.toml", "toml")
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    [problem] = client.diagnostics[uri]
    assert problem.message == "unknown key `slect`; did you mean `select`?"
    assert problem.range.start == types.Position(1, 0)
    config.write_text('[tool.tensortidy]\nselect = ["all"]\n')
    client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
    mended = await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert not mended.diagnostics
