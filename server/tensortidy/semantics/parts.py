"""Objects made of parts, each of them a cached property that is made when it is first asked for."""

from __future__ import annotations

from functools import cached_property


def parts_of(whole: object) -> set[str]:
    """The names of the parts that have been asked for."""
    return {name for name in vars(whole) if isinstance(getattr(type(whole), name, None), cached_property)}


def take_apart(whole: object) -> None:
    """Empty a whole and its parts, so that they no longer refer to one another.

    In such circles they would lie in memory until all of it is searched for them.
    """
    for name in parts_of(whole):
        part = vars(whole).pop(name)
        if hasattr(part, "__dict__"):
            vars(part).clear()
