"""Why a function that could be a graph function by the rules stays as it is: it would compute something else."""

from __future__ import annotations

from collections.abc import Sequence

from tensortidy.semantics.hybridization.building import CAUTION, is_run_to_build
from tensortidy.semantics.hybridization.frames import Frame
from tensortidy.semantics.hybridization.objects import Container, Literal, Thing
from tensortidy.semantics.hybridization.reachability import Reachability
from tensortidy.semantics.hybridization.sources import FunctionSource

_GIVES_PYTHON = "it returns a number, truth or text of Python's, which would be a tensor from then on"


def caution(source: FunctionSource, frames: Sequence[Frame], calls: Reachability) -> str:
    """What would be otherwise if a function ran as a graph, in words; empty where nothing is known to be."""
    if is_run_to_build(source, frames, calls):
        return CAUTION
    written = calls.event("in_text", frames)
    if written is not None:
        return f"it {written.what} in line {written.line}, and a graph has no values to write there"
    return _GIVES_PYTHON if any(_holds_python(frame) for frame in frames) else ""


def _holds_python(frame: Frame) -> bool:
    """Whether a frame gives a value of Python's own other than None, or a container of such."""
    seen: set[Thing] = set()
    ahead = list(frame.returns)
    while ahead:
        thing = ahead.pop()
        if isinstance(thing, Literal) and thing.value is not None:
            return True
        if isinstance(thing, Container) and thing not in seen:
            seen.add(thing)
            ahead.extend(item for items in thing.fields.values() for item in items)
    return False
