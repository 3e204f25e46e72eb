"""Finds rules: every module of a rule pack is imported and its Rule classes are collected.

The built-in pack is known by its name alone, so that nothing here imports a rule by hand. Other
distributions offer packs through the entry-point group ``tensortidy.rules``, whose value names a
package to walk.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from tensortidy.rule import Card, Rule
from tensortidy.suppression import UnusedIgnore

BUILT_IN_PACK = "tensortidy_rules"
ENTRY_POINT_GROUP = "tensortidy.rules"


@dataclass(frozen=True)
class Registry:
    """All rules, sorted by name, and what went wrong with third-party packs, in words."""

    rules: tuple[Rule, ...]
    problems: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all rules, sorted."""
        return tuple(rule.card.name for rule in self.rules)

    def rule(self, name: str) -> Rule | None:
        """The rule of this name, if there is one."""
        return next((rule for rule in self.rules if rule.card.name == name), None)


def load(packs: Iterable[EntryPoint] | None = None) -> Registry:
    """Load the built-in rules and those of ``packs`` (by default: all that are installed).

    A third-party pack that fails to import, holds a rule without a card, or names a rule that exists
    already, is left out and reported in ``problems``. Raises whatever a built-in rule raises on import,
    TypeError for one without a card, and ValueError when two of them have one name.
    """
    found: dict[str, Rule] = {}
    _add(found, [UnusedIgnore(), *_rules_in(importlib.import_module(BUILT_IN_PACK))])
    problems: list[str] = []
    for pack in entry_points(group=ENTRY_POINT_GROUP) if packs is None else packs:
        try:
            _add(found, list(_rules_in(importlib.import_module(pack.module))))
        except (Exception, SystemExit) as error:  # whatever foreign code raises must not take the others along
            problems.append(
                f"The rule pack `{pack.name}` ({pack.value}) could not be loaded and is left out: "
                f"{type(error).__name__}: {error}"
            )
    return Registry(tuple(found[name] for name in sorted(found)), tuple(problems))


def _add(found: dict[str, Rule], rules: list[Rule]) -> None:
    """Add a whole pack or, where it repeats a name, nothing of it."""
    added: dict[str, Rule] = {}
    for rule in rules:
        twin = added.get(rule.card.name) or found.get(rule.card.name)
        if twin is not None:
            raise ValueError(
                f"two rules are named `{rule.card.name}`: one in {type(twin).__module__}, "
                f"one in {type(rule).__module__}"
            )
        added[rule.card.name] = rule
    found.update(added)


def _rules_in(pack: ModuleType) -> Iterator[Rule]:
    """One instance of each concrete Rule class, taken from the module that defines it."""
    for module in _modules(pack):
        for item in vars(module).values():
            is_rule = isinstance(item, type) and issubclass(item, Rule) and not item.__abstractmethods__
            if is_rule and item.__module__ == module.__name__:
                if not isinstance(getattr(item, "card", None), Card) or not isinstance(
                    getattr(item, "visits", None), tuple
                ):
                    raise TypeError(f"the rule {module.__name__}.{item.__name__} lacks a `card` or `visits`")
                yield item()


def _modules(pack: ModuleType) -> Iterator[ModuleType]:
    yield pack
    for info in pkgutil.walk_packages(getattr(pack, "__path__", ()), f"{pack.__name__}.", _raise):
        yield importlib.import_module(info.name)


def _raise(name: str) -> None:
    raise ImportError(f"cannot import {name}: {sys.exc_info()[1]}")
