"""What earlier runs of the command line have found out, as far as it is still true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tensortidy import files
from tensortidy.cache import (
    CacheError,
    Facts,
    FileFacts,
    Sheet,
    SheetError,
    Store,
    Texts,
    TornError,
    digest,
    settings_of,
)
from tensortidy.cli.jobs import GatheredFacts
from tensortidy.cli.reports import FileReport
from tensortidy.knowledge import OwnFacts
from tensortidy.project import Project
from tensortidy.semantics.callers import MOST_FILES


class Memory:
    """Reports of earlier runs over the same paths, one sheet for each set of facts that users tell.

    ``given`` are the paths that the command line was given, ``found`` what was found there. ``note`` is told once what
    is wrong with the cache; nothing else comes of it.
    """

    def __init__(
        self,
        store: Store,
        project: Project,
        texts: Texts,
        given: Sequence[Path],
        found: Sequence[Path | files.FileError],
        note: Callable[[str], None],
    ) -> None:
        self._store = store
        self._project = project
        self._texts = texts
        self._given = sorted(str(files.absolute(path)) for path in given)
        self._together = [str(files.absolute(item)) for item in found if isinstance(item, Path)]
        self._note: Callable[[str], None] | None = note
        self._sheets: dict[OwnFacts, Sheet] = {}
        self._changed: set[OwnFacts] = set()

    def report(self, path: Path) -> FileReport | None:
        """What was said of a file, where that would be said again."""
        if self._project.problems(path):
            return None
        try:
            file = self._texts.read(files.absolute(path))
        except files.FileError:
            return None
        sheet, settings = self._place(path)
        try:
            analysis = sheet.answer(str(files.absolute(path)), settings)
        except SheetError:
            return None
        return FileReport(path, file, analysis) if analysis is not None else None

    def keep(self, reports: Sequence[FileReport], grounds: Sequence[GatheredFacts]) -> None:
        """Keep new reports, with all that they rest on; nothing where files have changed meanwhile."""
        try:
            for found in grounds:
                for own, facts in found.items():
                    if own in self._sheets:
                        self._sheets[own].facts.add(facts)
            for report in reports:
                if report.file is not None and not report.failed:
                    self._keep(report, report.file)
            for own, sheet in self._sheets.items():
                sheet.facts.add(Facts({path: FileFacts(self._texts.digest(path)) for path in self._together}))
                if own in self._changed:
                    self._store.save(self._key(own), sheet)
                else:
                    self._store.touch(self._key(own))
        except TornError:
            return
        except CacheError as error:
            self._tell(str(error))

    def _keep(self, report: FileReport, file: files.SourceFile) -> None:
        sheet, settings = self._place(report.path)
        path = str(files.absolute(report.path))
        sheet.keep(path, settings, report.analysis)
        sheet.facts.add(Facts({path: FileFacts(digest(file.text))}))
        self._changed.add(self._project.config_for(report.path).knowledge)

    def _place(self, path: Path) -> tuple[Sheet, str]:
        config = self._project.config_for(path)
        self._project.program_for(config)
        return self._sheet(config.knowledge), settings_of(config, files.absolute(path), self._project.registry.rules)

    def _sheet(self, own: OwnFacts) -> Sheet:
        if own not in self._sheets:
            self._sheets[own] = self._load(own)
        return self._sheets[own]

    def _load(self, own: OwnFacts) -> Sheet:
        try:
            sheet = self._store.load(self._key(own))
        except CacheError as error:
            self._tell(str(error))
            sheet = Sheet()
            self._changed.add(own)
        imports = self._project.programs[own].imports
        if sheet.facts.together != frozenset(self._together):
            self._changed.add(own)
        for path in sheet.facts.forget_stale(self._together, self._texts, imports):
            self._changed.add(own)
            sheet.drop(path)
        return sheet

    def _key(self, own: OwnFacts) -> str:
        return repr((self._given, own, len(self._together) > MOST_FILES))

    def _tell(self, problem: str) -> None:
        if self._note is not None:
            self._note(problem)
            self._note = None
