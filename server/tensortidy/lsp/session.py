"""The session: the one owner of state. It knows the open documents and analyses each text once."""

from __future__ import annotations

import asyncio
import hashlib
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from lsprotocol import types

from tensortidy.engine import Analysis, Crash
from tensortidy.lsp.convert import Converter, config_diagnostic
from tensortidy.lsp.documents import Document
from tensortidy.lsp.settings import from_client
from tensortidy.project import Project
from tensortidy.registry import Registry
from tensortidy.source import Source
from tensortidy.syntax import SyntaxMemory

Result = TypeVar("Result")


@dataclass
class OnDisk:
    """What is known of the files that are not open: which there are (None: not known), and what is wrong in each.

    ``found`` maps a file to its time and size when it was read, and to its diagnostics then.
    """

    paths: list[Path] | None = None
    found: dict[Path, tuple[tuple[int, int], list[types.Diagnostic]]] = field(default_factory=dict)


class Session:
    """What one client has open, and the analyses of it.

    Everything runs on the event loop's thread but the analysis itself, which one worker thread does, one text at a
    time. All who ask for a version of a document share its one analysis.
    """

    def __init__(self, registry: Registry) -> None:
        self.project = Project(registry)
        self.converter = Converter()
        self.client = types.ClientCapabilities()
        self.folders: list[Path] = []
        self.documents: dict[str, Document] = {}
        self.unknown_settings: tuple[str, ...] = ()
        self.told_of_files = False
        """Whether the client tells of files that come, change and go."""
        self.on_disk = OnDisk()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="analysis")
        self._told: set[object] = set()

    # ------------------------------------------------------------ documents

    def open(self, item: types.TextDocumentItem) -> Document:
        """Take in a document that the client opened."""
        self.close(item.uri)
        self.documents[item.uri] = Document.opened(item)
        return self.documents[item.uri]

    def change(self, params: types.DidChangeTextDocumentParams) -> Document | None:
        """Apply a client's changes; None where the document is not open."""
        document = self.documents.get(params.text_document.uri)
        if document is not None:
            document.change(params.text_document.version, params.content_changes, self.converter)
        return document

    def close(self, uri: str) -> None:
        """Forget a document."""
        document = self.documents.pop(uri, None)
        if document is not None:
            document.forget_analysis()

    # ------------------------------------------------------------ analysis

    async def analysis(self, document: Document) -> Analysis | None:
        """The analysis of a document's present text; None where a newer text came meanwhile, or it was closed."""
        if not document.is_python or (document.path is not None and self.project.is_excluded(document.path)):
            return Analysis()
        if document.analysis is None:
            text, memory = document.source.text, document.memory
            document.analysis = self._submit(lambda: self.analyze(document.path, text, memory))
        asked = document.analysis
        try:
            found = await asyncio.shield(asked)
        except asyncio.CancelledError:
            if asked.cancelled() and document.analysis is not asked:
                return None  # dropped for a newer text; a cancelled request raises on
            raise
        return found if document.analysis is asked else None

    def analyze(self, path: Path | None, text: str, memory: SyntaxMemory | None = None) -> Analysis:
        """Analyse a text, on the worker's thread; should the engine itself fail, that is an analysis that says so."""
        try:
            return self.project.analyze(path, text, memory)
        except Exception as error:  # one text that nobody thought of must not cost the others their squiggles
            message = f"{type(error).__name__}: {error}"
            return Analysis(crashes=(Crash("analysis", 1, message, traceback.format_exc()),))

    async def in_worker(self, work: Callable[[], Result]) -> Result:
        """Run something long on the worker thread."""
        return await self._submit(work)

    def _submit(self, work: Callable[[], Result]) -> asyncio.Future[Result]:
        return asyncio.get_running_loop().run_in_executor(self._worker, work)

    def shutdown(self) -> None:
        """Let the worker go; what has not begun is dropped."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    # ------------------------------------------------------------ diagnostics

    async def diagnostics(self, document: Document) -> list[types.Diagnostic] | None:
        """The diagnostics of a document's present text; None where there is a newer one."""
        if document.is_config:
            return [config_diagnostic(problem) for problem in self.project.problems(document.path)]
        source = document.source
        found = await self.analysis(document)
        return None if found is None else self.converted(document.uri, source, found)

    async def latest_diagnostics(self, document: Document) -> list[types.Diagnostic]:
        """The diagnostics of a document's text, and of the newer one where it changes while they are found."""
        found = await self.diagnostics(document)
        while found is None:
            found = await self.diagnostics(document)
        return found

    def converted(self, uri: str, source: Source, found: Analysis) -> list[types.Diagnostic]:
        """The analysis of a text as diagnostics for this client."""
        related = self.shows_related
        return [self.converter.diagnostic(uri, source, finding, related=related) for finding in found.findings]

    @property
    def shows_related(self) -> bool:
        """Whether the client shows places that explain a diagnostic."""
        documents = self.client.text_document
        push = documents.publish_diagnostics if documents is not None else None
        pull = documents.diagnostic if documents is not None else None
        return bool((push and push.related_information) or (pull and pull.related_information))

    # ------------------------------------------------------------ settings

    def configure(self, sent: object) -> None:
        """Take over settings; ``project.setting_problems`` and ``unknown_settings`` say what is wrong with them."""
        settings, self.unknown_settings = from_client(sent)
        self.project.configure(settings)
        self.forget_analyses()

    def forget_analyses(self) -> None:
        """Analyse everything anew when next asked: the rules may have changed."""
        self.project.forget_configs()
        self.on_disk = OnDisk()
        for document in self.documents.values():
            document.forget_analysis()

    def first_time(self, said: object) -> bool:
        """Whether this has not been told to the client before."""
        if said in self._told:
            return False
        self._told.add(said)
        return True


def result_id(diagnostics: Sequence[types.Diagnostic]) -> str:
    """A name for a set of diagnostics: the same for the same set."""
    return hashlib.sha256(repr(diagnostics).encode("utf-8", "surrogatepass")).hexdigest()[:16]
