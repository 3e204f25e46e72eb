"""Facts about libraries, as data: one file of names a library, and this module to look them up.

Nothing here imports the libraries: their names are enough.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

import tomli

from tensortidy.knowledge.facts import Kind, NamePatterns, Opener, Operation, Outcome
from tensortidy.knowledge.own import NO_FACTS, OPENER_KEYS, OWN_TABLES, OwnFacts

__all__ = [
    "NO_FACTS", "OPENER_KEYS", "OWN_TABLES", "Kind", "Knowledge", "Opener", "Operation", "Outcome", "OwnFacts",
    "built_in", "built_in_and", "opener",
]  # fmt: skip

_NOTHING = "nothing"
TABLES = frozenset({"frameworks", "aliases", "returns", "instances", "groups", "tensor", "module", "openers", "phases",
                    "managed", "operations"})  # fmt: skip
"""The tables that a file of facts may have."""


class Knowledge:
    """What is known of libraries: several tables of facts, merged in order, and a user's own.

    What a user tells of a call wins over what the tables say. Raises ValueError where a table or a word in it is
    none of ours.
    """

    def __init__(self, tables: Iterable[Mapping[str, Any]], own: OwnFacts = NO_FACTS) -> None:
        merged = _merge([*tables, own.tables()])
        self._aliases: dict[str, str] = merged["aliases"]
        self._frameworks = {root: name for name, roots in merged["frameworks"].items() for root in roots}
        self._returns = [_returns(dict(own.returns)), _returns(merged["returns"])]
        self._instances = {word: NamePatterns(names) for word, names in merged["instances"].items()}
        self._groups = {word: NamePatterns(names) for word, names in merged["groups"].items()}
        self._members = {
            (table, word): frozenset(names)
            for table in ("tensor", "module", "phases", "managed")
            for word, names in merged[table].items()
        }
        self.openers = {**{name: opener(facts) for name, facts in merged["openers"].items()}, **dict(own.openers)}
        self._operations = dict(_operations(merged["operations"]))
        self._calls: dict[str, Kind | Outcome | None] = dict.fromkeys(self.openers, Kind.HANDLE)
        self._canonical: dict[str, str] = {}
        self._told = NamePatterns(own.names)
        self._told_prefixes = tuple(name for name, _ in own.aliases)
        self._framework_word = re.compile(rf"\b(?:{'|'.join(self._frameworks)})\b")

    @property
    def libraries(self) -> frozenset[str]:
        """The first parts of the imports of every framework."""
        return frozenset(self._frameworks)

    def names_a_framework(self, text: str) -> bool:
        """Whether a program mentions any known framework at all: one that does not need not be parsed."""
        return self._framework_word.search(text) is not None

    def frameworks_of(self, imported: str) -> frozenset[str]:
        """The frameworks that an import of this full name brings in: ``torch``, ``tensorflow``, ``keras``."""
        found = {self._frameworks.get(imported.partition(".")[0])}
        if imported.startswith("tensorflow") and "keras" in imported:
            found.add("keras")
        return frozenset(name for name in found if name)

    def canonical_name(self, name: str) -> str:
        """The one name under which facts about a full dotted name are kept: that of its longest known prefix.

        >>> built_in().canonical_name("tensorflow.keras.models.Sequential")
        'keras.models.Sequential'
        """
        known = self._canonical.get(name)
        if known is None:
            known = self._canonical[name] = self._resolve_alias(name)
        return known

    def call(self, name: str) -> Kind | Outcome | None:
        """What calling the thing with this full name gives; None where that is not known."""
        if name not in self._calls:
            self._calls[name] = self._look_up(name)
        return self._calls[name]

    def operation(self, name: str | None) -> Operation | None:
        """The function of ``keras.ops`` that computes what the function with this full name does, if there is one."""
        return self._operations.get(name) if name is not None else None

    @property
    def operations(self) -> frozenset[str]:
        """The full names of all functions that ``keras.ops`` has a twin of."""
        return frozenset(self._operations)

    def instance_of(self, base: str) -> Kind | None:
        """What an object is whose class derives from the library's class ``base``."""
        return next(
            (Kind(word) for word, names in self._instances.items() if word != _NOTHING and names.matches(base)), None
        )

    def is_plain(self, base: str) -> bool:
        """Whether deriving from a library's class makes an object nothing that TensorTidy cares about."""
        return self._instances[_NOTHING].matches(base) or self.is_one_of(base, "plain libraries")

    def is_one_of(self, name: str | None, group: str) -> bool:
        """Whether a full name belongs to a group of names. Raises KeyError where there is no such group."""
        return name is not None and self._groups[group].matches(name)

    def names_of(self, group: str) -> frozenset[str]:
        """The names of a group that are written in full. Raises KeyError where there is no such group."""
        return self._groups[group].exact

    def members(self, table: str, word: str) -> frozenset[str]:
        """The method names of a table: ``members("tensor", "array")``. Raises KeyError where there are none."""
        return self._members[table, word]

    def is_told(self, name: str) -> bool:
        """Whether a user tells something of a full name: that holds, whatever stands in a file of the project."""
        return self._told.matches(name) or any(
            name == prefix or name.startswith(f"{prefix}.") for prefix in self._told_prefixes
        )

    def words(self, table: str) -> frozenset[str]:
        """The words that one of a user's tables may have: ``words("groups")``. Raises KeyError for other tables."""
        return {
            "returns": frozenset(item.value for words in (Outcome, Kind) for item in words),
            "instances": frozenset(self._instances),
            "groups": frozenset(self._groups),
        }[table]

    def _resolve_alias(self, name: str) -> str:
        head = name
        while head:
            if head in self._aliases:
                return self._aliases[head] + name[len(head) :]
            head = head.rpartition(".")[0]
        return name

    def _look_up(self, name: str) -> Kind | Outcome | None:
        for returns in self._returns:
            word = _word_for(name, returns)
            if word is not None:
                return None if word is Outcome.UNKNOWN else word
        return None


def built_in() -> Knowledge:
    """What TensorTidy knows by itself."""
    return built_in_and(NO_FACTS)


@lru_cache(maxsize=16)
def built_in_and(own: OwnFacts) -> Knowledge:
    """What TensorTidy knows by itself, and what a user tells: one Knowledge for the same facts."""
    return Knowledge(built_in_tables(), own)


def built_in_tables() -> Iterator[dict[str, Any]]:
    """The tables of every file of facts, in the order of their names."""
    folder = resources.files(__package__)
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            yield tomli.loads(file.read_text(encoding="utf-8"))


def _merge(tables: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    merged: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
    lists: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in TABLES}
    for table in tables:
        for name, facts in table.items():
            if name not in TABLES:
                raise ValueError(f"there is no table `{name}` among the facts about libraries")
            for word, value in facts.items():
                if isinstance(value, list):
                    lists[name][word].extend(value)
                else:
                    merged[name][word] = value
    for name, words in lists.items():
        merged[name].update(words)
    return merged


def _returns(facts: Mapping[str, Iterable[str]]) -> dict[Kind | Outcome, NamePatterns]:
    return {_outcome(word): NamePatterns(names) for word, names in facts.items()}


def _word_for(name: str, returns: Mapping[Kind | Outcome, NamePatterns]) -> Kind | Outcome | None:
    """The word for what a call gives: a name in so many letters goes before patterns, and silence before a guess."""
    for word, names in returns.items():
        if names.names_exactly(name):
            return word
    unknown = returns.get(Outcome.UNKNOWN)
    if unknown is not None and unknown.matches(name):
        return Outcome.UNKNOWN
    return next((word for word, names in returns.items() if names.matches(name)), None)


def _outcome(word: str) -> Kind | Outcome:
    for words in (Outcome, Kind):
        if word in [item.value for item in words]:
            return words(word)
    raise ValueError(f"`{word}` is nothing that a call can give")


def _operations(table: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Operation]]:
    """The functions of ``keras.ops``, each under the names of those that compute the same."""
    for name, facts in table.items():
        takes = tuple((mine, frozenset(others)) for mine, others in facts["takes"].items())
        found = Operation(name, takes, frozenset(facts.get("needs", ())), frozenset(facts.get("numbers", ())))
        yield from ((other, found) for other in facts["of"])


def opener(facts: Mapping[str, Any]) -> Opener:
    """What is told of an opener under ``OPENER_KEYS``."""
    return Opener(
        noun=facts.get("noun", "handle"),
        close=facts.get("close", "close"),
        context_manager=facts.get("with", True),
        loses_data=facts.get("loses-data", False),
        closes_itself=facts.get("closes-itself", False),
    )
