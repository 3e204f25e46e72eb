"""What the server says unasked: diagnostics, where the client does not ask for them, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tensortidy.engine import Crash
from tensortidy.lsp.connection import Server
from tensortidy.lsp.documents import Document


async def publish(ls: Server, document: Document) -> None:
    """Send a document's diagnostics to a client that does not ask for them, and report what went wrong."""
    if not ls.pulls:
        version = document.version
        found = await ls.session.diagnostics(document)
        if found is not None and ls.session.documents.get(document.uri) is document:
            ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, found, version))
    await report(ls, document)


def withdraw(ls: Server, uri: str) -> None:
    """Take back the diagnostics of a document that is gone, where they were sent unasked."""
    if not ls.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


async def report(ls: Server, document: Document) -> None:
    """Log the crashes of rules in a document, and show what is wrong with its configuration."""
    analysis = await ls.session.analysis(document)
    report_crashes(ls, document.uri, analysis.crashes if analysis is not None else ())
    for problem in ls.session.project.problems(document.path):
        ls.warn(str(problem))


def report_crashes(ls: Server, uri: str, crashes: Iterable[Crash]) -> None:
    """Log each rule that crashed, the first time that it does."""
    for crash in crashes:
        if ls.session.first_time(("crash", crash.rule)):
            place = f"line {crash.line} of {uri}"
            message = f"`{crash.rule}` crashed at {place}; what it would find there is missing.\n{crash.traceback}"
            ls.log(message, types.MessageType.Error)


async def refresh(ls: Server) -> None:
    """Everything may have changed: push anew, or tell the client to ask anew."""
    ls.session.forget_analyses()
    capabilities = ls.session.client.workspace
    diagnostics = capabilities.diagnostics if capabilities is not None else None
    if ls.pulls and diagnostics is not None and diagnostics.refresh_support:
        try:
            await ls.workspace_diagnostic_refresh_async(None)
        except JsonRpcException as error:
            ls.log(f"The client would not ask for diagnostics again: {error}", types.MessageType.Warning)
    for document in list(ls.session.documents.values()):
        await publish(ls, document)
