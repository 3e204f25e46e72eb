"""One analysis for both faces: which rules are on for a file, and what they find in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from tensortidy import files
from tensortidy.budget import OverBudget, check_size
from tensortidy.config import Config, ConfigProblem, parse, read_file
from tensortidy.conversions import Conversion, conversions
from tensortidy.engine import Analysis, Earlier, Memory, analyze, analyze_environment
from tensortidy.environment import kind_of
from tensortidy.knowledge import Knowledge, OwnFacts, built_in_and
from tensortidy.registry import Registry
from tensortidy.semantics import Model
from tensortidy.semantics.program import Program
from tensortidy.semantics.summaries import go_on
from tensortidy.semantics.view import View
from tensortidy.source import Source
from tensortidy.syntax import parse as parse_text

CONFIG_FILE = "pyproject.toml"


@dataclass
class _Read:
    """A configuration file as it was last read: what identified it, the Config in force, the last faultless one."""

    stamp: tuple[int, int] | None
    config: Config | None
    problems: tuple[ConfigProblem, ...]
    good: Config | None


class Project:
    """Configurations and rules, asked for one file at a time.

    Settings of the nearest ``pyproject.toml`` with a ``[tool.tensortidy]`` table win, key by key, over
    ``settings`` (an editor's), so that the editor's answer is the command line's. ``overrides`` (options of
    the command line) win over both. ``isolated`` reads no configuration file at all. ``paths`` gives the files of
    the project that one file belongs to, for questions about who calls what; ``read`` reads one, by its absolute path.
    """

    def __init__(
        self,
        registry: Registry,
        settings: Mapping[str, Any] | None = None,
        *,
        overrides: Mapping[str, Any] | None = None,
        isolated: bool = False,
        paths: Callable[[Path], Sequence[Path]] = lambda _: (),
        read: Callable[[Path], files.SourceFile] = files.read,
    ) -> None:
        self.registry = registry
        self._read_file = read
        self._isolated = isolated
        self._overrides = dict(overrides or {})
        self._files: dict[Path, _Read] = {}
        self._roots: dict[Path, Path | None] = {}
        self._paths = paths
        self.texts: dict[Path, str] = {}
        """The texts of files that are open in an editor: they are told to others before those on disk."""
        self.configure(settings or {})

    def configure(self, settings: Mapping[str, Any]) -> tuple[ConfigProblem, ...]:
        """Take over an editor's settings; says what is wrong with them."""
        self._base, self.setting_problems = parse(settings, self.registry.rules)
        self.forget_configs()
        self._programs: dict[OwnFacts, Program] = {}
        self.program = self.program_for(self._base)
        return self.setting_problems

    def config_for(self, path: Path | None) -> Config:
        """The configuration of a file; None stands for a text without a file."""
        read = self._nearest(path)
        config = read.config if read is not None and read.config is not None else self._base
        if path is not None and config.root is None and (config.exclude or config.per_file_ignores):
            config = replace(config, root=self._root_of(files.absolute(path).parent))
        return parse(self._overrides, self.registry.rules, base=config)[0] if self._overrides else config

    def problems(self, path: Path | None) -> tuple[ConfigProblem, ...]:
        """What is wrong with the configuration file of a file, or with that file itself."""
        if path is not None and path.name == CONFIG_FILE:
            return () if self._isolated else self._read(path).problems
        read = self._nearest(path)
        return read.problems if read is not None else ()

    def forget_configs(self) -> None:
        """Look at every configuration file again when next asked."""
        for read in self._files.values():
            read.stamp = None
        self._roots.clear()

    def is_excluded(self, path: Path, config: Config | None = None) -> bool:
        """Whether the configuration, here ``config`` should it be known, leaves a file or folder out."""
        return (config or self.config_for(path)).is_excluded(files.absolute(path))

    def fixable(self, path: Path | None) -> frozenset[str]:
        """The names of the rules whose fixes may be applied to a file without a look at each."""
        return self.config_for(path).fixable(self.registry.rules)

    def knowledge_for(self, config: Config) -> Knowledge:
        """What is known of libraries under a configuration."""
        return built_in_and(config.knowledge)

    def program_for(self, config: Config) -> Program:
        """What is known of the project's files under a configuration: one Program for the same facts."""
        if config.knowledge not in self._programs:
            self._programs[config.knowledge] = Program(self._read_text, self.knowledge_for(config), self._paths)
        return self._programs[config.knowledge]

    @property
    def programs(self) -> Mapping[OwnFacts, Program]:
        """All programs so far, by what users tell of libraries."""
        return self._programs

    def view(
        self, path: Path, config: Config | None = None, *, may_read: bool = True, give_way: Callable[[], None] = go_on
    ) -> View:
        """The other files as the file at ``path`` sees them; without ``may_read`` as far as they are known already.

        ``config`` is its configuration, should that be known. ``give_way`` is called before each file that is read, and
        may raise.
        """
        program = self.program_for(config or self.config_for(path))
        return program.view(files.absolute(path), may_read=may_read, give_way=give_way)

    def analyze(
        self,
        path: Path | None,
        source: Source,
        memory: Memory | None = None,
        others: View | None = None,
        since: Earlier | None = None,
        give_way: Callable[[], None] = go_on,
        *,
        language: str = "",
        config: Config | None = None,
    ) -> Analysis:
        """Analyse a text as the file at ``path``, or as one that has no file.

        ``language`` is what an editor calls the text's language; by default the name of the file tells what it is.
        ``config`` is the file's configuration, should that be known.

        ``others`` is the view of the other files to take; by default one that takes the time to read them. Given
        the answer on an earlier text in ``since``, only what was touched since then is checked. ``give_way`` is
        called now and then, and may raise.
        """
        config = config or self.config_for(path)
        place = files.absolute(path) if path is not None else None
        rules = config.rules_for(place, self.registry.rules)
        kind = kind_of(place, language)
        if kind is not None:
            analysis = analyze_environment(source, kind, rules, known_rules=self.registry.names)
            return self._at_chosen_severity(analysis, config)
        if others is None and path is not None:
            others = self.view(path, config)
        analysis = analyze(
            source,
            rules,
            known_rules=self.registry.names,
            free_calls=config.free_calls,
            knowledge=self.knowledge_for(config),
            others=others,
            memory=memory,
            since=since,
            give_way=give_way,
            parse_whole=partial(self.program_for(config).syntax, place) if place is not None else parse_text,
        )
        return self._at_chosen_severity(analysis, config)

    @staticmethod
    def _at_chosen_severity(analysis: Analysis, config: Config) -> Analysis:
        if not config.severity:
            return analysis
        findings = tuple(
            replace(finding, severity=config.severity_of(finding.rule, finding.severity))
            for finding in analysis.findings
        )
        return replace(analysis, findings=findings)

    def model(self, path: Path | None, source: Source, give_way: Callable[[], None] = go_on) -> Model:
        """What is believed of a text as the file at ``path``, or as one that has no file: made from nothing."""
        config = self.config_for(path)
        return Model(
            parse_text(source).module,
            source,
            knowledge=self.knowledge_for(config),
            others=self.view(path, give_way=give_way) if path is not None else None,
            free_calls=config.free_calls,
            give_way=give_way,
        )

    def conversions(self, path: Path | None, source: Source, give_way: Callable[[], None] = go_on) -> list[Conversion]:
        """What the functions of a text can be converted to; none where that is too much. ``give_way`` may raise."""
        try:
            check_size(source.text)
            return list(conversions(self.model(path, source, give_way)))
        except (OverBudget, RecursionError):
            return []

    def silence(self, path: Path | None, model: Model) -> str:
        """Why no rule can say anything of a file, in words; empty where they can."""
        if not model.frameworks:
            return "the file imports neither PyTorch nor TensorFlow nor Keras, so that no rule looks at it"
        return "the configuration leaves this file out" if path is not None and self.is_excluded(path) else ""

    def change(self, path: Path, text: str | None, give_way: Callable[[], None] = go_on) -> frozenset[Path]:
        """Take over the text of a file in an editor (None: what is on disk counts) for those who import it.

        Gives the files whose answers may change with it; all that rest on it where ``give_way`` raises Interrupted, for
        finding out takes time.
        """
        path = files.absolute(path)
        if text is None:
            self.texts.pop(path, None)
        else:
            self.texts[path] = text
        changed = (program.change(path, self._read_text(path), give_way) for program in self._programs.values())
        return frozenset().union(*changed)

    def forget_files(self) -> None:
        """Look at all other files again when next asked: some came or went."""
        for program in self._programs.values():
            program.forget()

    def _read_text(self, path: Path) -> str | None:
        """The text of a file as others see it; None where it cannot be read."""
        if path in self.texts:
            return self.texts[path]
        try:
            text = self._read_file(path).text
            check_size(text)
        except (files.FileError, OverBudget):
            return None
        return text

    # ------------------------------------------------------------ configuration files

    def _nearest(self, path: Path | None) -> _Read | None:
        """The nearest configuration file above a path that has a table for us, or that is broken."""
        if path is None or self._isolated:
            return None
        for file in _config_files(files.absolute(path)):
            read = self._read(file)
            if read.config is not None or read.problems:
                return read
        return None

    def _read(self, path: Path) -> _Read:
        known = self._files.get(path)
        stamp = _stamp(path)
        if known is not None and known.stamp == stamp:
            return known
        if stamp == _MISSING:
            read = _Read(stamp, None, (), None)
        else:
            config, problems = read_file(path, self.registry.rules, self._base)
            good = config if not problems else known.good if known is not None else None
            read = _Read(stamp, good or config, problems, good)  # the last good one stays in force
        self._files[path] = read
        return read

    def _root_of(self, folder: Path) -> Path | None:
        """The folder that an editor's path patterns are relative to: the nearest that looks like a project's."""
        if folder not in self._roots:
            candidates = (folder, *folder.parents)
            marks = (CONFIG_FILE, ".git")
            is_root = (item for item in candidates if any(os.path.exists(item / mark) for mark in marks))
            self._roots[folder] = next(is_root, None)
        return self._roots[folder]


@lru_cache(maxsize=1024)
def _config_files(path: Path) -> tuple[Path, ...]:
    """Where the configuration of a file may be, the nearest first: asked several times at every edit."""
    return tuple(folder / CONFIG_FILE for folder in path.parents)


_MISSING = (-1, -1)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except OSError:
        return _MISSING
    return (status.st_mtime_ns, status.st_size)
