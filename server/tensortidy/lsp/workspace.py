"""Problems of the whole workspace: every Python file of its folders, open or not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from lsprotocol import types

from tensortidy import files
from tensortidy.lsp.convert import uri_of
from tensortidy.lsp.session import Session, result_id
from tensortidy.source import Source

Report = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport


async def reports(session: Session, previous: dict[str, str]) -> AsyncIterator[tuple[Report, int, int]]:
    """One report a file, with how many files are done and how many there are.

    ``previous`` maps URIs to the result ids that the client has. Ends early when as many findings have been
    reported as the configuration allows.
    """
    paths = await session.in_worker(lambda: _paths(session))
    remaining = session.project.config_for(None).workspace_diagnostics_limit
    for done, path in enumerate(paths, start=1):
        uri = uri_of(path)
        found, version = await _diagnostics(session, path, uri)
        if found is None:
            continue
        if len(found) > remaining:
            found = found[:remaining]
        remaining -= len(found)
        identity = result_id(found)
        if previous.get(uri) == identity:
            unchanged = types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=identity, version=version)
            yield unchanged, done, len(paths)
        elif found or uri in previous:
            full = types.WorkspaceFullDocumentDiagnosticReport(
                uri=uri, items=found, version=version, result_id=identity
            )
            yield full, done, len(paths)
        if remaining <= 0:
            return


def _paths(session: Session) -> list[Path]:
    found = files.discover(session.folders, session.project.is_excluded)
    return [path for path in found if isinstance(path, Path)]


async def _diagnostics(session: Session, path: Path, uri: str) -> tuple[list[types.Diagnostic] | None, int | None]:
    document = next((item for item in session.documents.values() if item.path == path), None)
    if document is not None:
        return await session.diagnostics(document), document.version
    try:
        file = await session.in_worker(lambda: files.read(path))
    except files.FileError:
        return None, None  # vanished meanwhile, or not text: nothing can be said of it
    found = await session.in_worker(lambda: session.project.analyze(path, file.text))
    return session.converted(uri, Source(file.text), found), None
