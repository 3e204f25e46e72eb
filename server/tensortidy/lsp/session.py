"""The session: the one owner of state. It knows the open documents and analyses each text once."""

from __future__ import annotations

import asyncio
import hashlib
import traceback
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from lsprotocol import types

from tensortidy.checking import Crash
from tensortidy.conversions import Conversion
from tensortidy.engine import Analysis, Earlier, Memory
from tensortidy.lsp.convert import config_diagnostic
from tensortidy.lsp.documents import Answer, Document
from tensortidy.lsp.open_documents import OpenDocuments
from tensortidy.lsp.pages import View
from tensortidy.lsp.settings import from_client
from tensortidy.lsp.worker import Urgency, Worker
from tensortidy.project import Project
from tensortidy.registry import Registry
from tensortidy.semantics.summaries import go_on
from tensortidy.source import Source
from tensortidy.syntax import get_ready

Result = TypeVar("Result")
Diagnostics = dict[str, list[types.Diagnostic]]
"""The diagnostics of a document, for each of its pages, by URI."""

# So many documents keep what is known of them from one edit to the next, those that were edited last: a tree takes ten
# times the room of its text, and a model as much again.
_REMEMBERED = 2


@dataclass
class OnDisk:
    """What is known of the files that are not open: which there are, and what is wrong in each.

    ``paths`` are those that may import one another, ``environments`` profiles, Dockerfiles and the like.
    ``found`` maps a file to its time and size when it was read, the other files that its diagnostics rest on, and
    these. ``is_current`` says whether ``paths`` need not be looked for again.
    """

    paths: list[Path] = field(default_factory=list)
    environments: list[Path] = field(default_factory=list)
    is_current: bool = False
    found: dict[Path, tuple[tuple[int, int], frozenset[Path], list[types.Diagnostic]]] = field(default_factory=dict)

    def forget(self, affected: frozenset[Path] | None = None) -> None:
        """Drop what was found in files, or by way of files, that answer otherwise now; by default everything."""
        if affected is None:
            self.is_current = False
            self.found.clear()
            return
        for path, (_, uses, _) in list(self.found.items()):
            if path in affected or uses & affected:
                del self.found[path]


class Session(OpenDocuments):
    """What one client has open, and the analyses of it.

    Everything runs on the event loop's thread but the analysis itself, which one worker thread does, one text at a
    time: no other may touch the project's program. All who ask for a version of a document share its one analysis.
    """

    def __init__(self, registry: Registry) -> None:
        super().__init__()
        self.project = Project(registry, paths=lambda _: self.on_disk.paths)
        self.client = types.ClientCapabilities()
        self.folders: list[Path] = []
        self.unknown_settings: tuple[str, ...] = ()
        self.told_of_files = False
        """Whether the client tells of files that come, change and go."""
        self.on_disk = OnDisk()
        self._worker = Worker()
        self._told: set[object] = set()
        self._recent: list[Document] = []

    # ------------------------------------------------------------ analysis

    async def analysis(self, document: Document) -> Analysis | None:
        """The analysis of a document's present text; None where a newer text came meanwhile, or it was closed."""
        if not document.is_python and document.environment is None:
            return Analysis()
        if document.first is None:
            document.first = self._ask(document, may_read=False)
        asked = document.first
        await asyncio.wait([asked])  # a request that is cancelled leaves the analysis to the others
        if document.first is not asked:
            return None
        return (document.refined or asked.result()).analysis

    async def settled(self, document: Document) -> Analysis:
        """The analysis of a document's text that has taken its time, and that of the newer text if one comes."""
        found = await self.analysis(document)
        while found is None or not document.is_settled:
            if document.refinement is not None:
                await asyncio.wait([document.refinement])
            elif found is not None:
                await self.refine(document)
            found = await self.analysis(document)
        return found

    async def refine(self, document: Document, *, anew: bool = True) -> None:
        """Analyse a document's text again with the time to read other files; a newer text makes that moot.

        Unless ``anew``, an answer that is being found already will do.
        """
        if document.first is None:
            return
        asked = document.refinement
        if asked is None or anew:
            if asked is not None:
                asked.cancel()
            document.conversions = None
            asked = document.refinement = self._ask(document, may_read=True)
        await asyncio.wait([asked])
        if document.refinement is asked:
            document.refinement, document.refined = None, asked.result()

    def answer(
        self,
        path: Path | None,
        source: Source,
        memory: Memory | None = None,
        since: Earlier | None = None,
        *,
        may_read: bool,
        language: str = "",
    ) -> Answer:
        """Analyse a text, on the worker's thread; should the engine itself fail, that is an analysis that says so.

        ``may_read`` says whether it may take the time to read other files; it gives way to who is more urgent then.
        Given the answer on an earlier text, only what was touched since then is checked.
        """
        give_way = self._worker.give_way if may_read else go_on
        config = self.project.config_for(path)
        if path is not None and self.project.is_excluded(path, config):
            return Answer(Analysis())
        others = self.project.view(path, config, may_read=may_read, give_way=give_way) if path else None
        try:
            analysis = self.project.analyze(
                path, source, memory, others, since, give_way, language=language, config=config
            )
        except Exception as error:  # one text that nobody thought of must not cost the others their squiggles
            message = f"{type(error).__name__}: {error}"
            analysis = Analysis(crashes=(Crash("analysis", 1, message, traceback.format_exc()),))
        uses = frozenset(others.uses) if others is not None else frozenset[Path]()
        is_complete = since is None and (others is None or others.is_complete)
        return Answer(analysis, uses, is_complete)

    def _ask(self, document: Document, *, may_read: bool) -> asyncio.Future[Answer]:
        if not may_read:
            self._remember(document)
        path, source = document.path, document.source
        memory = document.memory if document in self._recent else Memory()  # others were edited since
        since = document.earlier if not may_read else None

        def answer() -> Answer:
            found = self.answer(path, source, memory, since, may_read=may_read, language=document.language)
            if memory is not document.memory:
                memory.take(None)
            return found

        return self._worker.submit(answer, Urgency.SOON if may_read else Urgency.NOW)

    def _remember(self, document: Document) -> None:
        """Let the documents that were edited last keep what makes their next edit cheap, and no others."""
        recent = [document, *(item for item in self._recent if item is not document)]
        self._recent = recent[:_REMEMBERED]
        for item in recent[_REMEMBERED:]:
            # at once, so that what is made next has the room
            self._worker.submit(partial(item.memory.take, None), Urgency.NOW)
            item.memory = Memory()

    async def expect_edits(self, document: Document) -> None:
        """Get ready to parse what is typed: what is opened is parsed otherwise, and the first keys would wait."""
        if document.is_python:  # which may have been forgotten by then
            await self.in_worker(lambda: get_ready(document.memory.syntax, self._worker.give_way), Urgency.SOON)

    async def conversions(self, document: Document) -> Sequence[Conversion]:
        """What the functions of a document's text can be converted to; found once for each text."""
        if not document.is_python or "tensorflow" not in document.source.text:
            return ()
        if document.conversions is None:
            path, source = document.path, document.source
            find = partial(self.project.conversions, path, source, self._worker.give_way)
            document.conversions = self._worker.submit(find, Urgency.SOON)
        asked = document.conversions
        await asyncio.wait([asked])
        return () if asked.cancelled() else asked.result()

    async def in_worker(self, work: Callable[[], Result], urgency: Urgency = Urgency.NOW) -> Result:
        """Run something long on the worker thread."""
        return await self._worker.submit(work, urgency)

    def listen(self) -> None:
        """A message has come, which is to be read before the worker goes on. May be called from any thread."""
        self._worker.listen()

    def shutdown(self) -> None:
        """Let the worker go; what has not begun is dropped."""
        self._worker.shutdown()

    # ------------------------------------------------------------ what files say of one another

    async def notice(self, paths: Collection[Path]) -> list[Document]:
        """Let those who import some files know the texts that these have now, in an editor or else on disk.

        Gives the open documents whose answers may change with it.
        """
        texts = {document.path: document.source.text for document in self.documents.values() if document.is_python}

        def change() -> frozenset[Path]:
            give_way = self._worker.give_way
            return frozenset[Path]().union(*(self.project.change(path, texts.get(path), give_way) for path in paths))

        affected = await self.in_worker(change, Urgency.SOON)
        self.on_disk.forget(affected)
        others = affected.difference(paths)
        return [item for item in self.documents.values() if item.path in others or item.rests_on(affected)]

    async def forget_files(self) -> list[Document]:
        """Look at all files anew, for some came or went; gives the open documents."""
        self.on_disk.forget()
        await self.in_worker(self.project.forget_files, Urgency.SOON)
        return list(self.documents.values())

    # ------------------------------------------------------------ diagnostics

    async def diagnostics(self, document: Document) -> Diagnostics | None:
        """The diagnostics of a document's present text; None where there is a newer one."""
        if document.is_config:
            return {document.uri: [config_diagnostic(problem) for problem in self.project.problems(document.path)]}
        found = await self.analysis(document)
        return self.converted(document.view, found) if found is not None else None

    async def latest_diagnostics(self, document: Document) -> Diagnostics:
        """The diagnostics of a document's text, and of the newer one where it changes while they are found."""
        found = await self.diagnostics(document)
        while found is None:
            found = await self.diagnostics(document)
        return found

    def converted(self, view: View, found: Analysis) -> Diagnostics:
        """The analysis of a text as diagnostics for this client."""
        related = self.shows_related
        told: Diagnostics = {page.uri: [] for page in view.pages}
        for finding in found.findings:
            page, _ = view.located(finding.span)
            told[page.uri].append(self.converter.diagnostic(view, finding, related=related))
        return told

    def is_outdated(self, document: Document) -> bool:
        """Whether the client was told something else of a document than the best answer says."""
        if document.best is None or not document.shown:
            return False
        now = self.converted(document.view, document.best.analysis)
        return any(now.get(uri, []) != said for uri, said in document.shown.items())

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
        self.on_disk.forget()
        for document in self.documents.values():
            document.forget_answers()

    def first_time(self, said: object) -> bool:
        """Whether this has not been told to the client before."""
        if said in self._told:
            return False
        self._told.add(said)
        return True


def result_id(diagnostics: Sequence[types.Diagnostic]) -> str:
    """A name for a set of diagnostics: the same for the same set."""
    return hashlib.sha256(repr(diagnostics).encode("utf-8", "surrogatepass")).hexdigest()[:16]
