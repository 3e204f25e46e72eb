"""Answers that rest on other files: the first one at once, a better one soon, and another when those files change."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from lsp.editor import Editor
from lsp.raw import Connection, connect, start_server
from projects import CALLS_COLLECT, COLLECT, NET, NO_NET, USES_NET
from tensortidy.engine import Analysis
from tensortidy.lsp.documents import Answer, Document
from tensortidy.lsp.session import Session
from tensortidy.registry import load

KEPT = "unreleased-tensor-references"


def names(analysis: Analysis | None) -> list[str]:
    assert analysis is not None
    return [finding.rule for finding in analysis.findings]


def item(path: Path, text: str) -> types.TextDocumentItem:
    return types.TextDocumentItem(path.as_uri(), "python", 1, text)


def typed(path: Path, version: int, text: str) -> types.DidChangeTextDocumentParams:
    identifier = types.VersionedTextDocumentIdentifier(version, path.as_uri())
    return types.DidChangeTextDocumentParams(identifier, [types.TextDocumentContentChangeWholeDocument(text)])


# ---------------------------------------------------------------- two answers


@pytest.mark.asyncio
async def test_the_first_answer_knows_the_file_alone_and_the_refined_one_the_others(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(NET)
    session = Session(load())
    document = session.open(item(tmp_path / "train.py", USES_NET))
    assert names(await session.analysis(document)) == []
    assert not document.is_settled
    assert names(await session.settled(document)) == [KEPT]
    assert names(await session.analysis(document)) == [KEPT], "hover and actions take the best that is there"


@pytest.mark.asyncio
async def test_what_is_known_of_other_files_is_in_the_first_answer_to_the_next_text(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(NET)
    session = Session(load())
    document = session.open(item(tmp_path / "train.py", USES_NET))
    await session.settled(document)
    session.change(typed(tmp_path / "train.py", 2, "\n" + USES_NET))
    assert names(await session.analysis(document)) == [KEPT]
    assert names(await session.settled(document)) == [KEPT]


@pytest.mark.asyncio
async def test_a_newer_text_makes_refining_moot(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(NET)
    session = Session(load())
    document = session.open(item(tmp_path / "train.py", USES_NET))
    await session.analysis(document)
    session.change(typed(tmp_path / "train.py", 2, "import torch\n"))
    await session.refine(document)
    assert document.refined is None, "the newer text has had no answer of its own that could be refined"
    assert names(await session.settled(document)) == []


@pytest.mark.asyncio
async def test_a_file_that_answers_as_before_changes_nothing_for_others(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(NET)
    session = Session(load())
    document = session.open(item(tmp_path / "train.py", USES_NET))
    await session.settled(document)
    session.open(item(tmp_path / "models.py", NET + "\n\ndef count(net):\n    return 1\n"))
    assert await session.notice([tmp_path / "models.py"]) == []
    session.change(typed(tmp_path / "models.py", 2, NO_NET))
    assert await session.notice([tmp_path / "models.py"]) == [document]


@pytest.mark.asyncio
async def test_an_answer_that_is_being_refined_may_rest_on_any_file(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(NET)
    session = Session(load())
    document = session.open(item(tmp_path / "train.py", USES_NET))
    await session.analysis(document)
    refining = asyncio.ensure_future(session.refine(document))
    await asyncio.sleep(0)
    session.open(item(tmp_path / "models.py", NO_NET))
    assert await session.notice([tmp_path / "models.py"]) == [document]
    await refining


@pytest.mark.asyncio
@pytest.mark.parametrize(("anew", "times"), [(False, 1), (True, 2)])
async def test_an_answer_that_is_being_refined_will_do_unless_something_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anew: bool, times: int
) -> None:
    session = Session(load())
    document = session.open(item(tmp_path / "train.py", USES_NET))
    await session.analysis(document)
    begun = []
    ask = session._ask

    def count(document: Document, *, may_read: bool) -> asyncio.Future[Answer]:
        begun.append(may_read)
        return ask(document, may_read=may_read)

    monkeypatch.setattr(session, "_ask", count)
    fix = asyncio.ensure_future(session.settled(document))
    while document.refinement is None:
        await asyncio.sleep(0)
    await session.refine(document, anew=anew)
    await fix
    assert begun == [True] * times
    assert document.is_settled


# ---------------------------------------------------------------- a client that is told


async def told(editor: Editor, uri: str, expected: list[str]) -> None:
    """Wait until the client shows just these rules in a document."""
    client = editor.client
    while uri not in client.diagnostics or [found.code for found in client.diagnostics[uri]] != expected:
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)


def saved(editor: Editor, name: str, kind: types.FileChangeType) -> None:
    """Tell the server that a file came, changed or went on disk."""
    event = types.FileEvent(editor.uri(name), kind)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


@pytest.mark.asyncio
async def test_the_refined_answer_is_published(simple_editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(NET)
    uri = simple_editor.open(USES_NET)
    await told(simple_editor, uri, [])
    await told(simple_editor, uri, [KEPT])


@pytest.mark.asyncio
async def test_what_is_typed_into_one_file_is_seen_in_another_until_it_is_closed(
    simple_editor: Editor, tmp_path: Path
) -> None:
    (tmp_path / "models.py").write_text(NO_NET)
    models = simple_editor.open(NO_NET, "models.py")
    train = simple_editor.open(USES_NET)
    await told(simple_editor, train, [])
    simple_editor.change(models, 2, types.TextDocumentContentChangeWholeDocument(NET))
    await told(simple_editor, train, [KEPT])
    document = types.TextDocumentIdentifier(models)
    simple_editor.client.text_document_did_close(types.DidCloseTextDocumentParams(document))
    await told(simple_editor, train, [])


@pytest.mark.asyncio
async def test_a_change_is_seen_through_files_in_between(simple_editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "base.py").write_text(NET.replace("Net", "Base"))
    (tmp_path / "models.py").write_text("import torch\nfrom base import Base\n\n\nclass Net(Base):\n    pass\n")
    base = simple_editor.open(NET.replace("Net", "Base"), "base.py")
    train = simple_editor.open(USES_NET)
    await told(simple_editor, train, [KEPT])
    simple_editor.change(base, 2, types.TextDocumentContentChangeWholeDocument(NO_NET.replace("Net", "Base")))
    await told(simple_editor, train, [])


@pytest.mark.asyncio
async def test_files_that_come_change_and_go_on_disk_are_seen(simple_editor: Editor, tmp_path: Path) -> None:
    train = simple_editor.open(USES_NET)
    await told(simple_editor, train, [])
    (tmp_path / "models.py").write_text(NET)
    saved(simple_editor, "models.py", types.FileChangeType.Created)
    await told(simple_editor, train, [KEPT])
    (tmp_path / "models.py").write_text(NO_NET)
    saved(simple_editor, "models.py", types.FileChangeType.Changed)
    await told(simple_editor, train, [])
    (tmp_path / "models.py").write_text(NET)
    saved(simple_editor, "models.py", types.FileChangeType.Changed)
    await told(simple_editor, train, [KEPT])
    (tmp_path / "models.py").unlink()
    saved(simple_editor, "models.py", types.FileChangeType.Deleted)
    await told(simple_editor, train, [])


@pytest.mark.asyncio
async def test_new_settings_keep_what_rests_on_other_files(simple_editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(NET)
    uri = simple_editor.open(USES_NET)
    await told(simple_editor, uri, [KEPT])
    for ignored, expected in ((KEPT, []), ("unclosed-resource", [KEPT])):
        settings = types.DidChangeConfigurationParams({"tensortidy": {"ignore": [ignored]}})
        simple_editor.client.workspace_did_change_configuration(settings)
        await told(simple_editor, uri, expected)


# ---------------------------------------------------------------- a client that asks


def codes(client: Connection, uri: str) -> list[str]:
    report = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    return [found["code"] for found in report["items"]]


def test_a_client_that_can_be_told_to_ask_again_is_told(tmp_path: Path) -> None:
    process = start_server()
    client = connect(process)
    able: dict[str, Any] = {"workspace": {"diagnostics": {"refreshSupport": True}}, "textDocument": {"diagnostic": {}}}
    client.initialize(capabilities=able)
    for name, text in (("models.py", NET), ("train.py", USES_NET)):
        document = {"uri": (tmp_path / name).as_uri(), "languageId": "python", "version": 1, "text": text}
        (tmp_path / name).write_text(text)
        client.send("textDocument/didOpen", {"textDocument": document})
    train = (tmp_path / "train.py").as_uri()
    if codes(client, train) != [KEPT]:  # asked before there was time to read the other file
        client.answer(client.expect("workspace/diagnostic/refresh"), None)
    assert codes(client, train) == [KEPT]
    models = {"uri": (tmp_path / "models.py").as_uri(), "version": 2}
    client.send("textDocument/didChange", {"textDocument": models, "contentChanges": [{"text": NO_NET}]})
    client.answer(client.expect("workspace/diagnostic/refresh"), None)
    assert codes(client, train) == []
    client.leave()
    process.communicate(timeout=30)


@pytest.mark.asyncio
async def test_a_client_that_cannot_be_told_gets_the_refined_answer_at_once(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(NET)
    assert await editor.codes(editor.open(USES_NET)) == [KEPT]


# ---------------------------------------------------------------- the whole workspace


async def workspace(client: LanguageClient) -> dict[str, list[str]]:
    """The rules that report something, by the names of files."""
    found = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
    reports = [report for report in found.items if isinstance(report, types.WorkspaceFullDocumentDiagnosticReport)]
    return {report.uri.rpartition("/")[2]: [str(item.code) for item in report.items] for report in reports}


@pytest.mark.asyncio
async def test_the_workspace_is_reported_with_other_files_read(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(NET)
    (tmp_path / "train.py").write_text(USES_NET)
    assert await workspace(editor.client) == {"train.py": [KEPT]}
    editor.open(NO_NET, "models.py")
    await editor.diagnostics(editor.uri("models.py"))
    assert await workspace(editor.client) == {}


@pytest.mark.asyncio
async def test_a_change_on_disk_that_nobody_told_of_is_seen_in_files_that_did_not_change(
    editor: Editor, tmp_path: Path
) -> None:
    (tmp_path / "models.py").write_text(NET)
    (tmp_path / "train.py").write_text(USES_NET)
    assert await workspace(editor.client) == {"train.py": [KEPT]}
    (tmp_path / "models.py").write_text(NO_NET)
    assert await workspace(editor.client) == {}


@pytest.mark.asyncio
async def test_who_calls_a_function_counts_once_the_files_are_known(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "collect.py").write_text(COLLECT)
    (tmp_path / "main.py").write_text(CALLS_COLLECT)
    collect = editor.open(COLLECT, "collect.py")
    assert await editor.codes(collect) == [KEPT]
    assert await workspace(editor.client) == {}
    assert await editor.codes(collect) == []
