"""Problems of the whole workspace: every file of its folders that is ours to look at, open or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path

from lsprotocol import types

from tensortidy import files
from tensortidy.checking import Crash
from tensortidy.lsp.convert import path_of, uri_of
from tensortidy.lsp.documents import Document
from tensortidy.lsp.pages import Page
from tensortidy.lsp.session import Session, result_id
from tensortidy.lsp.worker import Urgency
from tensortidy.project import CONFIG_FILE
from tensortidy.source import Source

Report = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport
Tell = Callable[[str, Iterable[Crash]], None]

_NOTHING = result_id([])


async def look_again(session: Session) -> list[Document]:
    """See which files there are, and which changed untold; gives the open documents that may be answered otherwise."""
    disk = session.on_disk
    before = disk.paths
    if not disk.is_current:
        await session.in_worker(lambda: _discover(session), Urgency.LATER)
    if disk.paths == before:
        return await session.notice([path for path, (stamp, _, _) in disk.found.items() if _stamp(path) != stamp])
    came_untold = bool(before) and not session.told_of_files
    return await session.forget_files() if came_untold else list(session.documents.values())


async def reports(
    session: Session, previous: Mapping[str, str], tell: Tell
) -> AsyncIterator[tuple[Report | None, int, int]]:
    """One report a file (None where there is nothing to tell), with how many files are done and how many there are.

    ``previous`` maps URIs to the result ids that the client has; what it has of files that are gone is taken back.
    Ends early when as many findings have been reported as the configuration allows. ``tell`` is told of crashes.
    """
    had = {path_of(uri) or uri: (uri, identity) for uri, identity in previous.items()}
    paths = [*session.on_disk.paths, *session.on_disk.environments]
    remaining = _limit(session)
    for done, path in enumerate(paths, start=1):
        if remaining <= 0:
            break
        uri, known = had.get(path, (uri_of(path), None))  # clients spell URIs in ways of their own
        version, found = await _diagnostics(session, path, uri, tell)
        if found is None:
            continue
        had.pop(path, None)
        found = found[:remaining]
        remaining -= len(found)
        report = _report(uri, version, found, known) if found or known is not None else None
        yield report, done, len(paths)
    for uri, identity in had.values():
        if identity != _NOTHING:
            yield _report(uri, None, [], None), len(paths), len(paths)


def _limit(session: Session) -> int:
    """How many findings to report at most, as the first folder's configuration says."""
    place = session.folders[0] / CONFIG_FILE if session.folders else None
    return session.project.config_for(place).workspace_diagnostics_limit


def _report(uri: str, version: int | None, found: list[types.Diagnostic], known: str | None) -> Report:
    identity = result_id(found)
    if known == identity:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=identity, version=version)
    return types.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=found, version=version, result_id=identity)


def _discover(session: Session) -> None:
    """Look for the files of the workspace; again and again only where the client does not tell of new ones."""
    session.on_disk.is_current = session.told_of_files  # from now on: also of those that come during the walk
    found = files.discover(session.folders, session.project.is_excluded, environments=True)
    paths = [path for path in found if isinstance(path, Path)]
    session.on_disk.paths = [path for path in paths if files.is_python(path)]
    session.on_disk.environments = [path for path in paths if not files.is_python(path)]


async def _diagnostics(
    session: Session, path: Path, uri: str, tell: Tell
) -> tuple[int | None, list[types.Diagnostic] | None]:
    """The version and the diagnostics of a file; None where nothing can be said of it."""
    document = next((item for item in session.documents.values() if item.path == path), None)
    if document is not None:
        settled = await session.settled(document)
        return document.version, session.converted(Page(uri, document.version, document.source), settled)[uri]
    disk = session.on_disk
    stamp = _stamp(path)
    if stamp is None:
        return None, None
    known = disk.found.get(path)
    if known is not None and known[0] == stamp:
        await asyncio.sleep(0)  # thousands of files at once would keep typing waiting
        return None, known[2]
    try:
        source = Source((await session.in_worker(lambda: files.read(path), Urgency.LATER)).text)
    except files.FileError:
        return None, None  # vanished meanwhile, or not text
    answer = await session.in_worker(lambda: session.answer(path, source, may_read=True), Urgency.LATER)
    tell(uri, answer.analysis.crashes)
    found = session.converted(Page(uri, None, source), answer.analysis)[uri]
    disk.found[path] = (stamp, answer.uses, found)
    return None, found


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
