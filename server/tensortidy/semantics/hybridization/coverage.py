"""Functions that only graph functions call: they are traced with those already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensortidy.semantics.hybridization.frames import Frame, Way
from tensortidy.semantics.hybridization.reachability import Reachability
from tensortidy.semantics.hybridization.sources import FunctionSource


def covered_functions(
    frames: Mapping[FunctionSource, Sequence[Frame]],
    hybrid: Mapping[FunctionSource, object],
    escaping: set[FunctionSource],
    calls: Reachability,
) -> frozenset[FunctionSource]:
    """The functions all of whose callers are graph functions, or are called by such only.

    Calls from the top level of a module, from libraries, and through ``model(x)`` count as calls from outside.
    """
    callers: dict[FunctionSource, set[FunctionSource]] = {}
    for source, own in frames.items():
        if source in escaping or any(None in frame.callers for frame in own):
            continue
        found: set[FunctionSource] = set()
        is_known = True
        for caller, way in calls.callers(own):
            if caller.source is None or way not in (Way.CALL, Way.BOUND):
                is_known = False
                break
            found.add(caller.source)
        if is_known and found:
            callers[source] = found
    covered: set[FunctionSource] = set()
    while True:
        more = {
            source
            for source, own in callers.items()
            if source not in covered and all(caller in hybrid or caller in covered for caller in own)
        }
        if not more:
            return frozenset(covered)
        covered |= more
