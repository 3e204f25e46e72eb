"""Objects made of parts, each of them a cached property that is made when it is first asked for."""

from __future__ import annotations

from functools import cache, cached_property


def parts_of(whole: object) -> set[str]:
    """The names of the parts that have been asked for."""
    return vars(whole).keys() & _parts_of(type(whole))  # type: ignore[arg-type]  # classes have hashes


@cache
def _parts_of(kind: type[object]) -> frozenset[str]:
    """The names of all parts of what is of a kind: asked for at every edit."""
    return frozenset(name for name in dir(kind) if isinstance(getattr(kind, name, None), cached_property))


def take_apart(whole: object) -> None:
    """Empty a whole and its parts, so that they no longer refer to one another.

    In such circles they would lie in memory until all of it is searched for them.
    """
    for name in parts_of(whole):
        part = vars(whole).pop(name)
        if hasattr(part, "__dict__"):
            vars(part).clear()
