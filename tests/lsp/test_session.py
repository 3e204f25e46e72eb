"""The session by itself: one analysis for all who ask, and none that is stale."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from lsp.samples import RETAINED
from tensortidy.engine import Analysis
from tensortidy.lsp.actions import code_actions
from tensortidy.lsp.session import Session
from tensortidy.registry import load
from tensortidy.source import Source

Analyze = Callable[..., Analysis]


@pytest.fixture
def session() -> Session:
    """A session without documents."""
    return Session(load())


def opened(version: int = 1, text: str = RETAINED) -> types.TextDocumentItem:
    return types.TextDocumentItem("untitled:a", "python", version, text)


def changed(version: int, text: str) -> types.DidChangeTextDocumentParams:
    identifier = types.VersionedTextDocumentIdentifier(version, "untitled:a")
    return types.DidChangeTextDocumentParams(identifier, [types.TextDocumentContentChangeWholeDocument(text)])


def counting(analyze: Analyze, texts: list[str]) -> Analyze:
    def counted(path: Path | None, source: Source, *others: Any, **options: Any) -> Analysis:
        texts.append(source.text)
        return analyze(path, source, *others, **options)

    return counted


@pytest.mark.asyncio
async def test_all_who_ask_for_a_version_share_one_analysis(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    monkeypatch.setattr(session.project, "analyze", counting(session.project.analyze, texts))
    document = session.open(opened())
    one, other, shown = await asyncio.gather(
        session.analysis(document), session.analysis(document), session.diagnostics(document)
    )
    assert one is other
    assert shown is not None
    assert texts == [RETAINED]


@pytest.mark.asyncio
async def test_a_newer_text_makes_an_older_analysis_stale(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    monkeypatch.setattr(session.project, "analyze", counting(session.project.analyze, texts))
    go = threading.Event()
    busy = asyncio.ensure_future(session.in_worker(go.wait))  # so that no analysis can begin yet
    document = session.open(opened())
    older = asyncio.ensure_future(session.diagnostics(document))
    latest = asyncio.ensure_future(session.latest_diagnostics(document))
    await asyncio.sleep(0)
    session.change(changed(2, "import torch\n"))
    newer = asyncio.ensure_future(session.diagnostics(document))
    await asyncio.sleep(0)
    go.set()
    await busy
    assert await older is None
    assert await newer == {"untitled:a": []}
    assert await latest == {"untitled:a": []}
    assert texts == ["import torch\n"], "the older one never began"


@pytest.mark.asyncio
async def test_an_engine_that_fails_on_a_text_is_reported_as_a_crash(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> Analysis:
        raise RecursionError("too deep")

    monkeypatch.setattr(session.project, "analyze", fail)
    found = await session.analysis(session.open(opened()))
    assert found is not None
    assert found.findings == ()
    assert [crash.message for crash in found.crashes] == ["RecursionError: too deep"]


@pytest.mark.asyncio
@pytest.mark.parametrize(("line", "is_settled"), [(0, False), (7, True)], ids=["nothing found there", "a finding"])
async def test_only_who_wants_a_fix_waits_for_a_settled_answer(session: Session, line: int, is_settled: bool) -> None:
    document = session.open(opened())
    await session.settled(document)
    session.change(changed(2, RETAINED + "x = 1\n"))
    where = types.Range(types.Position(line, 0), types.Position(line, 40))
    params = types.CodeActionParams(types.TextDocumentIdentifier(document.uri), where, types.CodeActionContext([]))
    actions = await code_actions(session, params)
    assert any(action.kind == types.CodeActionKind.QuickFix for action in actions) == is_settled
    assert document.is_settled == is_settled


@pytest.mark.asyncio
async def test_actions_never_mix_two_texts(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = types.WorkspaceEditClientCapabilities(document_changes=True)
    session.client.workspace = types.WorkspaceClientCapabilities(workspace_edit=edits)
    document = session.open(opened())
    await session.analysis(document)

    async def typing_meanwhile(work: Callable[[], object]) -> object:
        session.change(changed(2, "\n\n" + RETAINED))
        return work()

    monkeypatch.setattr(session, "in_worker", typing_meanwhile)
    where = types.Range(types.Position(7, 0), types.Position(7, 40))
    params = types.CodeActionParams(types.TextDocumentIdentifier(document.uri), where, types.CodeActionContext([]))
    fix, fix_all, ignore = await code_actions(session, params)
    assert document.version == 2
    for action in (fix, fix_all, ignore):
        assert action.edit is not None
        assert action.edit.document_changes is not None
        [of_document] = action.edit.document_changes
        assert isinstance(of_document, types.TextDocumentEdit)
        assert of_document.text_document.version == 1, "the editor refuses it, for it has version 2"
        assert of_document.edits[0].range.start.line == 7


@pytest.mark.asyncio
async def test_what_was_edited_last_stays_known_and_the_rest_makes_room(session: Session) -> None:
    documents = [session.open(types.TextDocumentItem(f"untitled:{name}", "python", 1, RETAINED)) for name in "abcd"]
    for document in documents:
        await session.analysis(document)
    await session.refine(documents[0])  # as for the sake of a file that it imports: nobody edits it
    assert [document.memory.model is not None for document in documents] == [False, False, True, True]
    assert [bool(document.memory.syntax.block.units) for document in documents] == [False, False, True, True]


@pytest.mark.asyncio
async def test_what_is_long_is_divided_when_it_is_open(session: Session) -> None:
    document = session.open(opened(text="import torch\n\n\nclass Net(torch.nn.Module):\n" + "    pass\n" * 50))
    await session.analysis(document)
    await session.expect_edits(document)
    assert any(unit.parts for unit in document.memory.syntax.block.units)
