"""Configuration: ``[tool.tensortidy]`` and editor settings, read into one frozen Config.

Every problem is found and told with its file, line and key; a key that is wrong leaves the others in force.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tomli

from tensortidy.config_values import ALL, OFF, READERS, did_you_mean, path_patterns
from tensortidy.knowledge import NO_FACTS, OwnFacts
from tensortidy.rule import Rule, Severity

KEYS = tuple(READERS)


@dataclass(frozen=True)
class ConfigProblem:
    """One thing that is wrong with a configuration.

    ``line`` counts from 1; it is None where there is no file. ``key`` is empty when the file as a whole is broken.
    """

    path: Path | None
    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}: " if self.path is not None else ""
        return f"{place}{self.message}"


@dataclass(frozen=True)
class Config:
    """What to report, where, and how loudly.

    ``select``, ``ignore`` and ``unfixable`` hold rule names, frameworks (``torch``) or ``all``. ``per_file_ignores``
    pairs a path pattern with such names. Patterns follow ``.gitignore`` and are relative to ``root``. ``knowledge`` is
    what the user tells of libraries. ``graph_lens`` shows in editors which functions could run as graphs.
    """

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    unfixable: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    free_calls: tuple[str, ...] = ()
    knowledge: OwnFacts = NO_FACTS
    workspace_diagnostics_limit: int = 1000
    graph_lens: bool = False
    root: Path | None = None

    def rules_for(self, path: Path | None, rules: Collection[Rule]) -> tuple[Rule, ...]:
        """The rules that are on for a file."""
        ignored = {
            name for pattern, names in self.per_file_ignores if self._matches((pattern,), path) for name in names
        }
        ignored.update(self.ignore)
        if self.select == (ALL,) and not ignored and not self.severity:  # as nearly always: asked at every edit
            return tuple(rules)
        return tuple(
            rule
            for rule in rules
            if _names(rule, self.select) and not _names(rule, ignored) and self.severity.get(rule.card.name) != OFF
        )

    def severity_of(self, rule: str, usual: Severity) -> Severity:
        """How loudly to report a finding of a rule."""
        chosen = self.severity.get(rule)
        return Severity(chosen) if chosen is not None and chosen != OFF else usual

    def fixable(self, rules: Collection[Rule]) -> frozenset[str]:
        """The names of the rules whose fixes may be applied without a look at each."""
        return frozenset(rule.card.name for rule in rules if not _names(rule, self.unfixable))

    def is_excluded(self, path: Path) -> bool:
        """Whether a file is left out by ``exclude``."""
        return bool(self.exclude) and self._matches(self.exclude, path)

    def _matches(self, patterns: tuple[str, ...], path: Path | None) -> bool:
        if path is None:
            return False
        inside = self.root is not None and path.is_relative_to(self.root)
        relative = path.relative_to(self.root) if inside and self.root is not None else Path(path.name)
        return path_patterns(patterns).match_file(relative.as_posix())


def _names(rule: Rule, selectors: Collection[str]) -> bool:
    named = (ALL, rule.card.name, *(framework.value for framework in rule.card.frameworks))
    return any(name in selectors for name in named)


def parse(
    settings: Mapping[str, Any],
    rules: Collection[Rule],
    *,
    base: Config | None = None,
    path: Path | None = None,
    text: str = "",
) -> tuple[Config, tuple[ConfigProblem, ...]]:
    """Read settings over ``base``, key by key.

    ``path`` and ``text`` are those of the file that the settings come from, to say where a problem stands.
    """
    config = base or Config()
    problems: list[ConfigProblem] = []
    selectors = selectors_of(rules)
    for key, value in settings.items():
        reader = READERS.get(key)
        if reader is None:
            message = f"unknown key `{key}`{did_you_mean(key, READERS)}"
            problems.append(ConfigProblem(path, _line_of(text, key), key, message))
            continue
        name, read = reader
        found = read(value, selectors)
        for wrong, message in found.problems:
            problems.append(ConfigProblem(path, _line_of(text, key, wrong), key, f"`{key}`: {message}"))
        if found.value is not None:
            chosen: dict[str, Any] = {name: found.value}
            config = replace(config, **chosen)
    return config, tuple(problems)


def read_file(
    path: Path, rules: Collection[Rule], base: Config | None = None
) -> tuple[Config | None, tuple[ConfigProblem, ...]]:
    """Read ``[tool.tensortidy]`` of a pyproject.toml over ``base``.

    The Config is None where the file has no such table or cannot be read; an unreadable file is a problem.
    """
    if not path.is_file():  # a pipe would be waited for, and a device never ends
        return None, (ConfigProblem(path, 1, "", "cannot be read: it is not a regular file"),)
    try:
        text = path.read_text(encoding="utf-8")
        document = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        return None, (ConfigProblem(path, int(found.group(1)) if found else 1, "", f"not valid TOML: {error}"),)
    except (OSError, UnicodeDecodeError) as error:
        return None, (ConfigProblem(path, 1, "", f"cannot be read: {error}"),)
    table = document.get("tool", {}).get("tensortidy") if isinstance(document.get("tool", {}), dict) else None
    if table is None:
        return None, ()
    if not isinstance(table, dict):
        message = "`tool.tensortidy` must be a table"
        return None, (ConfigProblem(path, _line_of(text, "tensortidy"), "tensortidy", message),)
    start = replace(base or Config(), root=path.parent)
    return parse(table, rules, base=start, path=path, text=text)


def selectors_of(rules: Collection[Rule]) -> frozenset[str]:
    """Everything that ``select`` and ``ignore`` may name."""
    frameworks = {framework.value for rule in rules for framework in rule.card.frameworks}
    return frozenset({ALL, *frameworks, *(rule.card.name for rule in rules)})


def _line_of(text: str, key: str, value: str = "") -> int | None:
    """The line, from 1, of a key under ``[tool.tensortidy]``, or of a value after it; None without a text."""
    if not text:
        return None
    start = re.search(r"^\s*\[\s*tool\s*\.\s*tensortidy\b", text, re.MULTILINE)
    begin = start.start() if start else 0
    at = _first(text, begin, rf"^[^#\n]*(?<![\w-])(?P<at>[\"']?{re.escape(key)}[\"']?)\s*[=.\]]")
    if value:
        at = _first(text, at, rf"(?<![\w-])(?P<at>[\"']?{re.escape(value)}[\"']?)(?![\w-])")
    return text.count("\n", 0, at) + 1


def _first(text: str, begin: int, pattern: str) -> int:
    found = re.compile(pattern, re.MULTILINE).search(text, begin)
    return found.start("at") if found else begin
