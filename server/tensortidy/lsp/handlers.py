"""The handlers: what the protocol asks is handed to the session, and what comes back is handed on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types

from tensortidy.lsp import actions, configure, conversions, hover, workspace
from tensortidy.lsp.connection import Server
from tensortidy.lsp.convert import path_of
from tensortidy.lsp.publish import follow, follow_typing, publish, refine, refresh, report, report_crashes, withdraw
from tensortidy.lsp.session import result_id
from tensortidy.project import CONFIG_FILE


async def initialized(ls: Server, params: types.InitializedParams) -> None:
    """Say what is wrong from the start, ask for the settings, and to be told of changes."""
    for problem in ls.session.project.registry.problems:
        ls.warn(problem)
    configure.tell_problems(ls)
    if configure.asks(ls):
        await configure.pull(ls)
    await configure.register(ls)
    if ls.session.told_of_files:  # who calls what is known from now on, whether or not the client asks for all files
        await refine(ls, await workspace.look_again(ls.session))


# ---------------------------------------------------------------- documents


async def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A document was opened."""
    document = ls.session.open(params.text_document)
    await publish(ls, document)
    await ls.session.expect_edits(document)
    await follow(ls, document)


async def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """A document was edited."""
    document = ls.session.change(params)
    if document is not None:
        await publish(ls, document)
        await follow_typing(ls, document)


async def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """A document was closed: its squiggles go, and others see what is on disk."""
    document = ls.session.close(params.text_document.uri)
    withdraw(ls, params.text_document.uri)
    if document is not None:
        if document.uri in ls.session.documents:  # it was a cell, and the others may be answered otherwise
            await publish(ls, document)
        await follow(ls, document)


async def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """A configuration that was saved holds from now on."""
    document = ls.session.documents.get(params.text_document.uri)
    if document is not None and document.is_config:
        await refresh(ls)


# ---------------------------------------------------------------- notebooks


async def notebook_did_open(ls: Server, params: types.DidOpenNotebookDocumentParams) -> None:
    """A notebook was opened."""
    notebook = ls.session.open_notebook(params)
    await publish(ls, notebook)
    await ls.session.expect_edits(notebook)
    await follow(ls, notebook)


async def notebook_did_change(ls: Server, params: types.DidChangeNotebookDocumentParams) -> None:
    """Cells were edited, came, went or moved, or are now of another kind."""
    notebook, gone = ls.session.change_notebook(params)
    for uri in gone:
        withdraw(ls, uri)
    if notebook is not None:
        await publish(ls, notebook)
        await follow_typing(ls, notebook)


async def notebook_did_save(ls: Server, params: types.DidSaveNotebookDocumentParams) -> None:
    """A notebook was saved, which changes nothing: nobody imports it, and its cells are known."""


async def notebook_did_close(ls: Server, params: types.DidCloseNotebookDocumentParams) -> None:
    """A notebook was closed: the squiggles of its cells go."""
    for uri in ls.session.close_notebook(params.notebook_document.uri):
        withdraw(ls, uri)


# ---------------------------------------------------------------- requests


async def diagnostic(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The diagnostics of one document, or that they are what the client has."""
    uri = params.text_document.uri
    document = ls.session.document(uri)
    found: list[types.Diagnostic] = []
    if document is not None:
        if not ls.refreshes:  # could not be told of a better answer later
            await ls.session.settled(document)
        found = document.shown[uri] = (await ls.session.latest_diagnostics(document)).get(uri, [])
        await report(ls, document)
    identity = result_id(found)
    if params.previous_result_id == identity:
        return types.RelatedUnchangedDocumentDiagnosticReport(identity)
    return types.RelatedFullDocumentDiagnosticReport(found, result_id=identity)


async def workspace_diagnostic(ls: Server, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
    """The diagnostics of every file, as they are found where the client takes them so."""
    await refine(ls, await workspace.look_again(ls.session))
    previous = {item.uri: item.value for item in params.previous_result_ids}
    tell = partial(report_crashes, ls)
    token = params.work_done_token
    if token is not None:
        ls.work_done_progress.begin(token, types.WorkDoneProgressBegin("TensorTidy", percentage=0))
    items: list[workspace.Report] = []
    percentage = 0
    try:
        async for found, done, total in workspace.reports(ls.session, previous, tell):
            if found is not None and params.partial_result_token is not None:
                part = types.WorkspaceDiagnosticReportPartialResult([found])
                ls.progress(types.ProgressParams(params.partial_result_token, part))
            elif found is not None:
                items.append(found)
            if token is not None and 100 * done // total > percentage:
                percentage = 100 * done // total
                share = types.WorkDoneProgressReport(message=f"{done} of {total} files", percentage=percentage)
                ls.work_done_progress.report(token, share)
    finally:
        if token is not None:
            ls.work_done_progress.end(token, types.WorkDoneProgressEnd())
            del ls.work_done_progress.tokens[token]  # pygls keeps it for ever
    return types.WorkspaceDiagnosticReport(items)


async def hover_card(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """The card under the cursor."""
    uri = params.text_document.uri
    document = ls.session.document(uri)
    return await hover.hover_at(ls.session, document, uri, params.position) if document is not None else None


async def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done at a place."""
    return await actions.code_actions(ls.session, params)


async def code_action_resolve(ls: Server, params: types.CodeAction) -> types.CodeAction:
    """The edit of an action that was offered without one."""
    return await actions.resolve(ls.session, params)


async def code_lens(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
    """What stands above functions that could run as graphs."""
    uri = params.text_document.uri
    document = ls.session.document(uri)
    return await conversions.lenses(ls.session, document, uri) if document is not None else []


# ---------------------------------------------------------------- settings and files


async def did_change_configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    """Settings were changed: take them from the message, or ask for them where the client wants that."""
    if configure.asks(ls):
        await configure.pull(ls)
    else:
        await configure.take_over(ls, params.settings)


async def did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on disk: configurations are read again; the text of open documents is the client's own."""
    session = ls.session
    changed = {path: change.type for change in params.changes if (path := path_of(change.uri)) is not None}
    python = {path: kind for path, kind in changed.items() if path.suffix == ".py"}
    session.on_disk.is_current = False
    if any(path.name == CONFIG_FILE for path in changed):  # at once: who asks next is to be told what holds now
        await refresh(ls)
    if any(kind != types.FileChangeType.Changed for kind in python.values()):
        await refine(ls, await session.forget_files())
    else:
        await refine(ls, await session.notice(list(python)))


async def did_change_workspace_folders(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders came or went."""
    ls.session.on_disk.is_current = False
    removed = {path_of(folder.uri) for folder in params.event.removed}
    added = [path_of(folder.uri) for folder in params.event.added]
    kept: list[Path | None] = [folder for folder in ls.session.folders if folder not in removed]
    ls.session.folders = [folder for folder in dict.fromkeys([*kept, *added]) if folder is not None]


HANDLERS: Mapping[str, Callable[[Server, Any], Awaitable[Any]]] = {
    types.INITIALIZED: initialized,
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
    types.TEXT_DOCUMENT_DID_SAVE: did_save,
    types.NOTEBOOK_DOCUMENT_DID_OPEN: notebook_did_open,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE: notebook_did_change,
    types.NOTEBOOK_DOCUMENT_DID_SAVE: notebook_did_save,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE: notebook_did_close,
    types.TEXT_DOCUMENT_DIAGNOSTIC: diagnostic,
    types.WORKSPACE_DIAGNOSTIC: workspace_diagnostic,
    types.TEXT_DOCUMENT_HOVER: hover_card,
    types.TEXT_DOCUMENT_CODE_ACTION: code_action,
    types.CODE_ACTION_RESOLVE: code_action_resolve,
    types.TEXT_DOCUMENT_CODE_LENS: code_lens,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_watched_files,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: did_change_workspace_folders,
}
"""The handler of each method in ``offers``."""
