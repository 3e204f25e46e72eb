"""What the server says unasked: diagnostics, where the client does not ask for them, and what went wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tensortidy.checking import Crash
from tensortidy.lsp.connection import Server
from tensortidy.lsp.documents import Document
from tensortidy.source import Position, Span

# Seconds without a key, after which everything is looked at again. Whoever types forty words a minute has 0.3 between
# two keys: what is begun sooner is mostly begun for nothing, and the next key waits for it to stop.
_PAUSE = 0.5
# The same where something is broken: whoever types is seldom done, and it is parsed in one go then, which takes long.
_LONGER_PAUSE = 1.0


async def publish(ls: Server, document: Document) -> None:
    """Send a document's diagnostics to a client that does not ask for them, and report what went wrong."""
    if not ls.pulls:
        pages = document.view.pages
        found = await ls.session.diagnostics(document)
        if found is not None and ls.session.documents.get(document.uri) is document:
            for page in pages:
                told = found[page.uri]
                if document.shown.get(page.uri) != told:  # of a notebook's cells most stay as they were
                    document.shown[page.uri] = told
                    ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(page.uri, told, page.version))
    await report(ls, document)


def withdraw(ls: Server, uri: str) -> None:
    """Take back the diagnostics of a document that is gone, where they were sent unasked."""
    if not ls.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


async def report(ls: Server, document: Document) -> None:
    """Log the crashes of rules in a document, and show what is wrong with its configuration."""
    analysis = await ls.session.analysis(document)
    if analysis is not None:
        for crash in analysis.crashes:
            start = Position(crash.line, 0)
            page, span = document.view.located(Span(start, start))
            report_crashes(ls, page.uri, [replace(crash, line=span.start.line)])
        if analysis.left_out and ls.session.first_time(("left out", document.uri)):  # each text would count otherwise
            name = document.path.name if document.path is not None else document.uri
            ls.warn(f"{name} {analysis.left_out}.")
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
    await ask_to_pull(ls)
    for document in list(ls.session.documents.values()):
        await publish(ls, document)
    await refine(ls, [document for document in ls.session.documents.values() if not document.is_settled])


async def ask_to_pull(ls: Server) -> None:
    """Tell a client that asks for diagnostics to ask anew, where it takes such a wish."""
    if ls.refreshes:
        try:
            await ls.workspace_diagnostic_refresh_async(None)
        except JsonRpcException as error:
            ls.log(f"The client would not ask for diagnostics again: {error}", types.MessageType.Warning)


# ---------------------------------------------------------------- second answers


async def follow_typing(ls: Server, document: Document) -> None:
    """After an edit's first answer: as ``follow``, as soon as nobody types in the document any more."""
    is_rough = document.best is not None and document.best.analysis.is_rough
    try:
        await asyncio.wait_for(document.edited.wait(), _LONGER_PAUSE if is_rough else _PAUSE)
    except asyncio.TimeoutError:
        await follow(ls, document)
        await ls.session.expect_edits(document)


async def follow(ls: Server, document: Document) -> None:
    """After a document's first answer: find a better one where there is, and tell those who import its file.

    ``document`` may be closed meanwhile: its file's text is the one on disk then.
    """
    affected = await ls.session.notice([document.path]) if document.is_python and document.path is not None else []
    if not document.is_settled and document not in affected:
        await refine(ls, [document], anew=False)
    await refine(ls, affected)


async def refine(ls: Server, documents: Iterable[Document], *, anew: bool = True) -> None:
    """Take time for the answers on some documents, and tell those that say something else then.

    ``anew`` as in ``Session.refine``.
    """

    async def tells_otherwise(document: Document) -> bool:
        await ls.session.refine(document, anew=anew)
        if ls.session.is_outdated(document):
            await publish(ls, document)
            return True
        return False

    if any(await asyncio.gather(*map(tells_otherwise, documents))):
        await ask_to_pull(ls)
