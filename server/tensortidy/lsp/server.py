"""The server: what the protocol asks is handed to the session, and what comes back is handed on."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from tensortidy import __version__
from tensortidy.lsp import actions, hover, workspace
from tensortidy.lsp.convert import Converter, path_of
from tensortidy.lsp.documents import Document
from tensortidy.lsp.session import Session, result_id
from tensortidy.lsp.settings import SECTION
from tensortidy.registry import Registry, load

_WATCHED = ("**/pyproject.toml", "**/*.py")


class Server(LanguageServer):
    """A pygls server with a session."""

    def __init__(self, registry: Registry) -> None:
        super().__init__("tensortidy", __version__)
        self.session = Session(registry)

    def log(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Write a line into the client's log."""
        self.window_log_message(types.LogMessageParams(kind, message))

    def warn(self, message: str) -> None:
        """Show a message to the user, once for each message."""
        self.log(message, types.MessageType.Warning)
        if self.session.first_time(message):
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics itself."""
        documents = self.session.client.text_document
        return documents is not None and documents.diagnostic is not None


# ---------------------------------------------------------------- life cycle


def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Remember what the client can do, its folders and its settings."""
    ls.session.client = params.capabilities
    ls.session.converter = Converter(ls.workspace.position_encoding or types.PositionEncodingKind.Utf16)
    folders = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
    ls.session.folders = [path for path in map(path_of, folders) if path is not None]
    ls.session.configure(params.initialization_options)


async def initialized(ls: Server, params: types.InitializedParams) -> None:
    """Say what is wrong from the start, and ask to be told of changes."""
    for problem in (*ls.session.project.registry.problems, *map(str, ls.session.project.setting_problems)):
        ls.warn(problem)
    capabilities = ls.session.client.workspace
    watched = capabilities.did_change_watched_files if capabilities is not None else None
    if watched is not None and watched.dynamic_registration:
        watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        await _register(ls, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    changes = capabilities.did_change_configuration if capabilities is not None else None
    if changes is not None and changes.dynamic_registration:
        options_ = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        await _register(ls, types.WORKSPACE_DID_CHANGE_CONFIGURATION, options_)
    if capabilities is not None and capabilities.configuration:
        await _pull_settings(ls)


async def _register(ls: Server, method: str, options: Any) -> None:
    registration = types.Registration(id=f"tensortidy.{method}", method=method, register_options=options)
    await ls.client_register_capability_async(types.RegistrationParams([registration]))


def shutdown(ls: Server, params: None) -> None:
    """Stop working."""
    ls.session.shutdown()


# ---------------------------------------------------------------- documents


async def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A document was opened."""
    await _publish(ls, ls.session.open(params.text_document))


async def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """A document was edited."""
    document = ls.session.change(params)
    if document is not None:
        await _publish(ls, document)


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """A document was closed: its squiggles go."""
    ls.session.close(params.text_document.uri)
    if not ls.pulls:
        gone = types.PublishDiagnosticsParams(params.text_document.uri, [])
        ls.text_document_publish_diagnostics(gone)


async def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """A configuration that was saved holds from now on."""
    document = ls.session.documents.get(params.text_document.uri)
    if document is not None and document.is_config:
        await _refresh(ls)


async def _publish(ls: Server, document: Document) -> None:
    """Send a document's diagnostics to a client that does not ask for them."""
    if not ls.pulls:
        version = document.version
        found = await ls.session.diagnostics(document)
        if found is not None and ls.session.documents.get(document.uri) is document:
            ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, found, version))
    await _report(ls, document)


async def _report(ls: Server, document: Document) -> None:
    """Log the crashes of rules, and show what is wrong with the configuration, once each."""
    analysis = await ls.session.analysis(document)
    for crash in analysis.crashes if analysis is not None else ():
        if ls.session.first_time(("crash", crash.rule)):
            place = f"line {crash.line} of {document.uri}"
            message = f"The rule `{crash.rule}` crashed at {place} and is left out there.\n{crash.traceback}"
            ls.log(message, types.MessageType.Error)
    for problem in ls.session.project.problems(document.path):
        ls.warn(str(problem))


# ---------------------------------------------------------------- requests


async def diagnostic(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The diagnostics of one document, or that they are what the client has."""
    document = ls.session.documents.get(params.text_document.uri)
    found = await ls.session.diagnostics(document) if document is not None else []
    while document is not None and found is None:  # a newer text came meanwhile: answer for that
        found = await ls.session.diagnostics(document)
    if document is not None:
        await _report(ls, document)
    found = found or []
    identity = result_id(found)
    if params.previous_result_id == identity:
        return types.RelatedUnchangedDocumentDiagnosticReport(identity)
    return types.RelatedFullDocumentDiagnosticReport(found, result_id=identity)


async def workspace_diagnostic(ls: Server, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
    """The diagnostics of every file, as they are found where the client takes them so."""
    previous = {item.uri: item.value for item in params.previous_result_ids}
    token = params.work_done_token
    if token is not None:
        ls.work_done_progress.begin(token, types.WorkDoneProgressBegin("TensorTidy", percentage=0))
    items: list[workspace.Report] = []
    try:
        async for report, done, total in workspace.reports(ls.session, previous):
            if params.partial_result_token is None:
                items.append(report)
            else:
                part = types.WorkspaceDiagnosticReportPartialResult([report])
                ls.progress(types.ProgressParams(params.partial_result_token, part))
            if token is not None:
                share = types.WorkDoneProgressReport(message=f"{done} of {total} files", percentage=100 * done // total)
                ls.work_done_progress.report(token, share)
    finally:
        if token is not None:
            ls.work_done_progress.end(token, types.WorkDoneProgressEnd())
    return types.WorkspaceDiagnosticReport(items)


async def hover_card(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """The card under the cursor."""
    document = ls.session.documents.get(params.text_document.uri)
    return await hover.hover_at(ls.session, document, params.position) if document is not None else None


async def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done at a place."""
    return await actions.code_actions(ls.session, params)


async def code_action_resolve(ls: Server, params: types.CodeAction) -> types.CodeAction:
    """The edit of an action that was offered without one."""
    return await actions.resolve(ls.session, params)


# ---------------------------------------------------------------- settings and files


async def did_change_configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    """Settings were changed: take them from the message, or ask for them where the client wants that."""
    capabilities = ls.session.client.workspace
    if capabilities is not None and capabilities.configuration:
        await _pull_settings(ls)
    else:
        await _configure(ls, params.settings)


async def _pull_settings(ls: Server) -> None:
    item = types.ConfigurationItem(section=SECTION)
    answers: Sequence[Any] = await ls.workspace_configuration_async(types.ConfigurationParams([item]))
    if answers and answers[0] is not None:
        await _configure(ls, answers[0])


async def _configure(ls: Server, sent: object) -> None:
    problems, unknown = ls.session.configure(sent)
    for problem in problems:
        ls.warn(f"TensorTidy's settings: {problem}")
    for name in unknown:
        ls.log(f"TensorTidy has no setting `{name}`.", types.MessageType.Warning)
    await _refresh(ls)


async def did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on disk: configurations are read again; open documents are the client's own."""
    changed = [path_of(change.uri) for change in params.changes]
    if any(path is not None and path.name == "pyproject.toml" for path in changed):
        await _refresh(ls)


def did_change_workspace_folders(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders came or went."""
    removed = {path_of(folder.uri) for folder in params.event.removed}
    added = [path_of(folder.uri) for folder in params.event.added]
    kept: list[Path | None] = [folder for folder in ls.session.folders if folder not in removed]
    ls.session.folders = [folder for folder in dict.fromkeys([*kept, *added]) if folder is not None]


async def _refresh(ls: Server) -> None:
    """Everything may have changed: push anew, or tell the client to ask anew."""
    ls.session.forget_analyses()
    capabilities = ls.session.client.workspace
    diagnostics = capabilities.diagnostics if capabilities is not None else None
    if ls.pulls and diagnostics is not None and diagnostics.refresh_support:
        await ls.workspace_diagnostic_refresh_async(None)
    for document in list(ls.session.documents.values()):
        await _publish(ls, document)


# ---------------------------------------------------------------- starting


def create_server(registry: Registry | None = None) -> Server:
    """A server that is ready to be started, with its handlers."""
    server = Server(registry if registry is not None else load())
    pull = types.DiagnosticOptions(
        inter_file_dependencies=False, workspace_diagnostics=True, identifier=SECTION, work_done_progress=True
    )
    kinds = types.CodeActionOptions([types.CodeActionKind.QuickFix, actions.FIX_ALL], resolve_provider=True)
    handlers: list[tuple[str, Any, Any]] = [
        (types.INITIALIZE, initialize, None),
        (types.INITIALIZED, initialized, None),
        (types.SHUTDOWN, shutdown, None),
        (types.TEXT_DOCUMENT_DID_OPEN, did_open, None),
        (types.TEXT_DOCUMENT_DID_CHANGE, did_change, None),
        (types.TEXT_DOCUMENT_DID_CLOSE, did_close, None),
        (types.TEXT_DOCUMENT_DID_SAVE, did_save, None),
        (types.TEXT_DOCUMENT_DIAGNOSTIC, diagnostic, pull),
        (types.WORKSPACE_DIAGNOSTIC, workspace_diagnostic, None),
        (types.TEXT_DOCUMENT_HOVER, hover_card, None),
        (types.TEXT_DOCUMENT_CODE_ACTION, code_action, kinds),
        (types.CODE_ACTION_RESOLVE, code_action_resolve, None),
        (types.WORKSPACE_DID_CHANGE_CONFIGURATION, did_change_configuration, None),
        (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_watched_files, None),
        (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, did_change_workspace_folders, None),
    ]
    for method, handler, options in handlers:
        server.feature(method, options)(handler)
    return server


def main(tcp: tuple[str, int] | None = None) -> None:
    """Serve one client over standard input and output, or over TCP, until it is done.

    Exits with 0 when the client said ``shutdown`` before it left, else with 1, as the protocol demands.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    protocol_output = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing but the protocol may reach the client
    server = create_server()
    if tcp is not None:
        server.start_tcp(*tcp)
    else:
        server.start_io(sys.stdin.buffer, protocol_output)
    sys.stderr.flush()
    os._exit(0 if server.protocol._shutdown else 1)
