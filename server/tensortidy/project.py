"""One analysis for both faces: which rules are on for a file, and what they find in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tensortidy.config import Config, ConfigProblem, parse, read_file
from tensortidy.engine import Analysis, analyze
from tensortidy.registry import Registry
from tensortidy.source import Source
from tensortidy.syntax import SyntaxMemory

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
    the command line) win over both. ``isolated`` reads no file at all.
    """

    def __init__(
        self,
        registry: Registry,
        settings: Mapping[str, Any] | None = None,
        *,
        overrides: Mapping[str, Any] | None = None,
        isolated: bool = False,
    ) -> None:
        self.registry = registry
        self._isolated = isolated
        self._overrides = dict(overrides or {})
        self._files: dict[Path, _Read] = {}
        self._roots: dict[Path, Path | None] = {}
        self.configure(settings or {})

    def configure(self, settings: Mapping[str, Any]) -> tuple[ConfigProblem, ...]:
        """Take over an editor's settings; says what is wrong with them."""
        self._base, self.setting_problems = parse(settings, self.registry.rules)
        self.forget_configs()
        return self.setting_problems

    def config_for(self, path: Path | None) -> Config:
        """The configuration of a file; None stands for a text without a file."""
        read = self._nearest(path)
        config = read.config if read is not None and read.config is not None else self._base
        if path is not None and config.root is None and (config.exclude or config.per_file_ignores):
            config = replace(config, root=self._root_of(_absolute(path).parent))
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

    def is_excluded(self, path: Path) -> bool:
        """Whether the configuration leaves a file or folder out."""
        return self.config_for(path).is_excluded(_absolute(path))

    def analyze(self, path: Path | None, text: str, memory: SyntaxMemory | None = None) -> Analysis:
        """Analyse a text as the file at ``path``, or as one that has no file."""
        config = self.config_for(path)
        analysis = analyze(
            Source(text),
            config.rules_for(_absolute(path) if path is not None else None, self.registry.rules),
            known_rules=self.registry.names,
            free_calls=config.free_calls,
            memory=memory,
        )
        findings = tuple(
            replace(finding, severity=config.severity_of(finding.rule, finding.severity))
            for finding in analysis.findings
        )
        return replace(analysis, findings=findings)

    # ------------------------------------------------------------ configuration files

    def _nearest(self, path: Path | None) -> _Read | None:
        """The nearest configuration file above a path that has a table for us, or that is broken."""
        if path is None or self._isolated:
            return None
        for folder in _absolute(path).parents:
            read = self._read(folder / CONFIG_FILE)
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


_MISSING = (-1, -1)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return _MISSING
    return (status.st_mtime_ns, status.st_size)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))
