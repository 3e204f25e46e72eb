"""The values of configuration keys: how each is read, and what is wrong with it in words.

A list or table that is wrong in parts is read without them.
"""

from __future__ import annotations

import builtins
import difflib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tensortidy.knowledge import OPENER_KEYS, OWN_TABLES, Opener, OwnFacts, built_in, opener
from tensortidy.rule import Framework, Severity

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

OFF = "off"
ALL = "all"


def did_you_mean(word: str, known: Collection[str]) -> str:
    """The end of a message on an unknown word: the known one that is nearest, or all where they are few."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"; did you mean `{near[0]}`?"
    return f"; expected one of {', '.join(sorted(known))}" if len(known) <= 8 else ""


@lru_cache(maxsize=256)
def path_patterns(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    """Patterns as in ``.gitignore``, ready to match. Raises ValueError for what is none."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most configurations have none, and the editor waits

    return GitIgnoreSpec.from_lines(patterns)


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


# A full name, or a pattern of some: `mylib.make_loader`, `mylib.losses.*`, `mylib.nets.**.[A-Z]*`.
_FULL_NAME = re.compile(r"(?:\w|\*|\[A-Z\]|\[a-z\])+(?:\.(?:\w|\*|\[A-Z\]|\[a-z\])+)*")
_TYPES = {str: "a string", bool: "true or false"}

_Problems = list[tuple[str, str]]
_Listed = tuple[tuple[str, tuple[str, ...]], ...]


def _knowledge(value: object, selectors: Collection[str]) -> Value:
    if not isinstance(value, dict):
        return Value(None, (("", f"expected tables of facts about libraries, found {_shown(value)}"),))
    problems: _Problems = []
    tables: dict[str, dict[str, object]] = {}
    for table, facts in value.items():
        if table not in OWN_TABLES:
            problems.append((table, f"there is no table `{table}`{did_you_mean(table, OWN_TABLES)}"))
        elif not isinstance(facts, dict):
            problems.append((table, f"`{table}`: expected a table, found {_shown(facts)}"))
        else:
            tables[table] = facts
    own = OwnFacts(
        returns=_listed("returns", tables, problems),
        instances=_listed("instances", tables, problems),
        groups=_listed("groups", tables, problems),
        aliases=tuple(_aliases(tables.get("aliases", {}), problems)),
        openers=tuple(_openers(tables.get("openers", {}), problems)),
    )
    return Value(own, tuple(problems))


def _listed(table: str, tables: dict[str, dict[str, object]], problems: _Problems) -> _Listed:
    """The facts of a table that lists names under words."""
    found: list[tuple[str, tuple[str, ...]]] = []
    words = built_in().words(table)
    for word, names in tables.get(table, {}).items():
        if word not in words:
            problems.append((word, f"`{table}`: there is no word `{word}`{did_you_mean(word, words)}"))
        elif not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            problems.append((word, f"`{word}`: expected a list of full names, found {_shown(names)}"))
        else:
            is_bare = table == "groups" and "methods" in word
            good = [name for name in names if _is_sound(name, word, problems, is_bare=is_bare)]
            found.append((word, tuple(good)))
    return tuple(found)


def _aliases(facts: dict[str, object], problems: _Problems) -> Iterator[tuple[str, str]]:
    for name, other in facts.items():
        if not isinstance(other, str) or "*" in other:
            problems.append((name, f"`{name}`: expected the full name that it stands for, found {_shown(other)}"))
        elif _is_sound(name, "aliases", problems, is_pattern=False):
            yield name, other


def _openers(facts: dict[str, object], problems: _Problems) -> Iterator[tuple[str, Opener]]:
    for name, told in facts.items():
        if not isinstance(told, dict):
            problems.append((name, f'`{name}`: expected a table like `{{ noun = "log" }}`, found {_shown(told)}'))
        elif _is_sound(name, "openers", problems, is_pattern=False):
            known = {key: given for key, given in told.items() if _is_opener_fact(key, given, problems)}
            yield name, opener(known)


def _is_opener_fact(key: str, given: object, problems: _Problems) -> bool:
    expected = OPENER_KEYS.get(key)
    if expected is None:
        problems.append((key, f"there is no fact `{key}` of an opener{did_you_mean(key, OPENER_KEYS)}"))
    elif not isinstance(given, expected):
        problems.append((key, f"`{key}` must be {_TYPES[expected]}, found {_shown(given)}"))
    return expected is not None and isinstance(given, expected)


def _is_sound(name: str, where: str, problems: _Problems, *, is_bare: bool = False, is_pattern: bool = True) -> bool:
    """Whether a name can be looked up: with its module, unless it is a method's or a builtin."""
    if not _FULL_NAME.fullmatch(name) or (not is_pattern and not all(map(str.isidentifier, name.split(".")))):
        expected = "a full name like `package.module.name`" if not is_bare else "the name of a method"
        problems.append((name, f"`{where}`: expected {expected}, found `{name}`"))
    elif is_bare and "." in name:
        problems.append((name, f"`{where}`: expected the bare name of a method, found `{name}`"))
    elif not is_bare and "." not in name and "*" not in name and not hasattr(builtins, name):
        problems.append((name, f"`{where}`: `{name}` has no module; name it in full, as in `package.module.{name}`"))
    else:
        return True
    return False


def _switch(value: object, selectors: Collection[str]) -> Value:
    if isinstance(value, bool):
        return Value(value)
    return Value(None, (("", f"expected true or false, found {_shown(value)}"),))


def _limit(value: object, selectors: Collection[str]) -> Value:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return Value(value)
    return Value(None, (("", f"expected a number above 0, found {_shown(value)}"),))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


READERS: dict[str, tuple[str, Callable[[object, Collection[str]], Value]]] = {
    "select": ("select", _selectors),
    "ignore": ("ignore", _selectors),
    "per-file-ignores": ("per_file_ignores", _per_file),
    "severity": ("severity", _severities),
    "unfixable": ("unfixable", _selectors),
    "exclude": ("exclude", _patterns),
    "free-calls": ("free_calls", _calls),
    "knowledge": ("knowledge", _knowledge),
    "graph-lens": ("graph_lens", _switch),
    "workspace-diagnostics-limit": ("workspace_diagnostics_limit", _limit),
}
