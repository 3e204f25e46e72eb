"""Facts that a user adds to those that TensorTidy knows by itself: the same tables, in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tensortidy.knowledge.facts import Opener

OWN_TABLES = ("returns", "instances", "groups", "openers", "aliases")
"""The tables that users may give."""
OPENER_KEYS: dict[str, type] = {"noun": str, "close": str, "with": bool, "loses-data": bool, "closes-itself": bool}
"""What may be told of a call that opens something, with the type of its value."""

Names = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class OwnFacts:
    """A user's facts. They are hashable, so that what rests on the same facts is made once.

    ``returns``, ``instances`` and ``groups`` pair a word with full names or patterns of them, ``aliases`` a full name
    with the one under which its facts are kept, ``openers`` a full name with what it opens.
    """

    returns: Names = ()
    instances: Names = ()
    groups: Names = ()
    aliases: tuple[tuple[str, str], ...] = ()
    openers: tuple[tuple[str, Opener], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name and pattern of which something is told, aliases left out."""
        listed = (*self.returns, *self.instances, *self.groups)
        return (*(name for _, names in listed for name in names), *(name for name, _ in self.openers))

    def tables(self) -> Mapping[str, Mapping[str, Any]]:
        """The facts that are added to those of the built-in files; the others win over them instead."""
        lists = {"instances": self.instances, "groups": self.groups}
        added = {table: {word: list(names) for word, names in told} for table, told in lists.items()}
        return {**added, "aliases": dict(self.aliases)}


NO_FACTS = OwnFacts()
