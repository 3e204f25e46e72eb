"""Facts about libraries, as data: one module a library, and this one to look them up.

Nothing here imports the libraries: their names are enough.
"""

from __future__ import annotations

from tensortidy.knowledge import files, keras, numpy, sklearn, torch
from tensortidy.knowledge.facts import Call, Returns, canonical_name, frameworks_of

__all__ = [
    "Call",
    "Returns",
    "call_of",
    "canonical_name",
    "files",
    "frameworks_of",
    "keras",
    "sklearn",
    "torch",
]

_CALLS: dict[str, Call] = {**numpy.CALLS, **torch.CALLS, **keras.CALLS, **files.CALLS}


def call_of(name: str) -> Call | None:
    """What calling the thing with this full name does, where it is known."""
    return _CALLS.get(name) or torch.call_of(name) or keras.call_of(name)
