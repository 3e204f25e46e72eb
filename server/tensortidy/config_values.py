"""The values of configuration keys: how each is read, and what is wrong with it in words.

A list or table that is wrong in parts is read without them.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache

import pathspec

from tensortidy.rule import Framework, Severity

OFF = "off"
ALL = "all"


def did_you_mean(word: str, known: Collection[str]) -> str:
    """The end of a message on an unknown word: the known one that is nearest, or all where they are few."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"; did you mean `{near[0]}`?"
    return f"; expected one of {', '.join(sorted(known))}" if len(known) <= 8 else ""


@lru_cache(maxsize=256)
def path_patterns(patterns: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    """Patterns as in ``.gitignore``, ready to match. Raises ValueError for what is none."""
    return pathspec.GitIgnoreSpec.from_lines(patterns)


@dataclass(frozen=True)
class Value:
    """A value read, or None where it is of the wrong type, and what is wrong with (parts of) it."""

    value: object
    problems: tuple[tuple[str, str], ...] = ()


def _strings(value: object, selectors: Collection[str]) -> Value:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return Value(tuple(value))
    return Value(None, (("", f"expected a list of strings, found {_shown(value)}"),))


def _patterns(value: object, selectors: Collection[str]) -> Value:
    read = _strings(value, selectors)
    if not isinstance(read.value, tuple):
        return read
    wrong = [pattern for pattern in read.value if not _is_pattern(pattern)]
    problems = tuple((pattern, f"`{pattern}` is not a path pattern as in .gitignore") for pattern in wrong)
    return Value(tuple(pattern for pattern in read.value if pattern not in wrong), problems)


def _is_pattern(text: str) -> bool:
    try:
        path_patterns((text,))
    except ValueError:
        return False
    return True


def _calls(value: object, selectors: Collection[str]) -> Value:
    read = _strings(value, selectors)
    if not isinstance(read.value, tuple):
        return read
    wrong = [name for name in read.value if not all(part.isidentifier() for part in name.split("."))]
    message = "is not the name of a function or method; expected one like `release` or `package.module.release`"
    problems = tuple((name, f"`{name}` {message}") for name in wrong)
    return Value(tuple(name for name in read.value if name not in wrong), problems)


def _selectors(value: object, selectors: Collection[str]) -> Value:
    read = _strings(value, selectors)
    if not isinstance(read.value, tuple):
        return read
    unknown = [name for name in read.value if name not in selectors]
    problems = tuple(
        (name, f"there is no rule or framework `{name}`{did_you_mean(name, selectors)}") for name in unknown
    )
    known = tuple(name for name in read.value if name in selectors)
    return Value(known if known or not unknown else None, problems)  # only misspelt names must not mean "no rules"


def _per_file(value: object, selectors: Collection[str]) -> Value:
    if not isinstance(value, dict):
        return Value(None, (("", f"expected a table of path patterns to lists of rules, found {_shown(value)}"),))
    pairs: list[tuple[str, tuple[str, ...]]] = []
    problems: list[tuple[str, str]] = []
    for pattern, names in value.items():
        read = _selectors(names, selectors)
        problems.extend(read.problems)
        if not _is_pattern(pattern):
            problems.append((pattern, f"`{pattern}` is not a path pattern as in .gitignore"))
        elif isinstance(read.value, tuple):
            pairs.append((pattern, read.value))
    return Value(tuple(pairs), tuple(problems))


def _severities(value: object, selectors: Collection[str]) -> Value:
    if not isinstance(value, dict):
        return Value(None, (("", f"expected a table of rules to severities, found {_shown(value)}"),))
    levels = [*(severity.value for severity in Severity), OFF]
    rules = set(selectors) - {ALL, *(framework.value for framework in Framework)}
    chosen: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    for name, level in value.items():
        if name not in rules:
            problems.append((name, f"there is no rule `{name}`{did_you_mean(name, rules)}"))
        elif level not in levels:
            problems.append((name, f"`{name}` must be one of {', '.join(levels)}, found {_shown(level)}"))
        else:
            chosen[name] = level
    return Value(chosen, tuple(problems))


def _limit(value: object, selectors: Collection[str]) -> Value:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return Value(value)
    return Value(None, (("", f"expected a number above 0, found {_shown(value)}"),))


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


READERS: dict[str, tuple[str, Callable[[object, Collection[str]], Value]]] = {
    "select": ("select", _selectors),
    "ignore": ("ignore", _selectors),
    "per-file-ignores": ("per_file_ignores", _per_file),
    "severity": ("severity", _severities),
    "exclude": ("exclude", _patterns),
    "free-calls": ("free_calls", _calls),
    "workspace-diagnostics-limit": ("workspace_diagnostics_limit", _limit),
}
