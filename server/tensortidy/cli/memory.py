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
from tensortidy.cli.configurations import Configurations
from tensortidy.cli.reports import FileReport
from tensortidy.cli.work import GatheredFacts
from tensortidy.config import Config
from tensortidy.knowledge import OwnFacts
from tensortidy.semantics.callers import MOST_FILES
from tensortidy.semantics.imports import Imports


class Memory:
    """Reports of earlier runs over the same paths, one sheet for each set of facts that users tell.

    ``given`` are the paths that the command line was given, ``found`` what was found there. ``note`` is told once what
    is wrong with the cache; nothing else comes of it.
    """

    def __init__(
        self,
        store: Store,
        configurations: Configurations,
        texts: Texts,
        given: Sequence[Path],
        found: Sequence[Path | files.FileError],
        note: Callable[[str], None],
    ) -> None:
        self._store = store
        self._configurations = configurations
        self._project = configurations.project
        self._texts = texts
        self._given = sorted(str(files.absolute(path)) for path in given)
        self._together = [
            str(files.absolute(item)) for item in found if isinstance(item, Path) and files.is_python(item)
        ]
        self._note: Callable[[str], None] | None = note
        self._sheets: dict[OwnFacts, Sheet] = {}
        self._places: dict[int, tuple[Sheet, str]] = {}
        self._changed: set[OwnFacts] = set()

    def report(self, path: Path) -> FileReport | None:
        """What was said of a file, where that would be said again."""
        if self._configurations.problems(path):
            return None
        here = files.absolute(path)
        try:
            file = self._texts.read(here)
        except files.FileError:
            return None
        sheet, settings = self._place(path)
        try:
            analysis = sheet.answer(str(here), settings)
        except SheetError:
            return None
        return FileReport(path, file, analysis, error=analysis.left_out) if analysis is not None else None

    def keep(self, reports: Sequence[FileReport], grounds: Sequence[GatheredFacts]) -> None:
        """Keep new reports, with all that they rest on; nothing where files have changed meanwhile."""
        try:
            for found in grounds:
                for own, facts in found.items():
                    if own in self._sheets:
                        self._sheets[own].facts.add(facts)
            for report in reports:
                if report.file is not None and report.lasts:
                    self._keep(report, report.file)
            for own, sheet in self._sheets.items():
                if own in self._changed:
                    sheet.facts.add(Facts({path: FileFacts(self._texts.digest(path)) for path in self._together}))
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
        sheet.facts.add(Facts({path: FileFacts(digest(file.raw))}))
        self._changed.add(self._configurations.config_for(report.path).knowledge)

    def _place(self, path: Path) -> tuple[Sheet, str]:
        """The sheet that has a file's answer, and the settings of the file."""
        config = self._configurations.config_for(path)
        if config.per_file_ignores:
            return self._sheet(config), self._settings(config, path)
        if id(config) not in self._places:  # the configurations keep it, so that no other one gets its place
            self._places[id(config)] = self._sheet(config), self._settings(config, path)
        return self._places[id(config)]

    def _settings(self, config: Config, path: Path) -> str:
        return settings_of(config, files.absolute(path), self._project.registry.rules)

    def _sheet(self, config: Config) -> Sheet:
        own = config.knowledge
        if own not in self._sheets:
            self._sheets[own] = self._load(own, self._project.program_for(config).imports)
        return self._sheets[own]

    def _load(self, own: OwnFacts, imports: Imports) -> Sheet:
        try:
            sheet = self._store.load(self._key(own))
        except CacheError as error:
            self._tell(str(error))
            sheet = Sheet()
            self._changed.add(own)
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
