"""Methods of Keras that must stay eager as long as Keras 3 builds layers by running them.

Where a model or layer has no ``build`` of its own, Keras 3 runs ``call`` once, before the first call, to build the
layers that it uses; what variables hold is not real then. A graph that is made of ``call`` at that time is kept, and
taken for later calls: it has no variables, so that it never changes and has no gradients.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tensortidy.semantics.hybridization.frames import Frame
from tensortidy.semantics.hybridization.reachability import Reachability
from tensortidy.semantics.hybridization.sources import ClassSource, FunctionSource

CAUTION = (
    "Keras 3 runs `call` once to build the layers that it uses, and would keep the graph of that, "
    "which knows no variables: give the class a `build` method first"
)


def is_run_to_build(source: FunctionSource, frames: Sequence[Frame], calls: Reachability) -> bool:
    """Whether Keras 3 runs a method to build layers: ``call``, and methods of the same class that it calls."""
    owner = source.owner
    if owner is None or not any(frame.is_of_keras for frame in frames) or not _is_built_by_running(owner):
        return False
    seen: set[Frame] = set()
    ahead = list(frames)
    while ahead:
        frame = ahead.pop()
        if frame.source is not None and frame.source.owner is owner and frame.source.simple_name == "call":
            return True
        if frame not in seen:
            seen.add(frame)
            ahead.extend(caller for caller, _ in calls.callers([frame]))
    return False


def _is_built_by_running(owner: ClassSource) -> bool:
    """Whether a class makes layers in its constructor, and has no ``build``."""
    methods = {item.name: item for item in owner.node.body if isinstance(item, ast.FunctionDef)}
    if "build" in methods or "__init__" not in methods:
        return False
    return any(
        isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Attribute) for target in node.targets)
        and any(isinstance(part, ast.Call) for part in ast.walk(node.value))
        for node in ast.walk(methods["__init__"])
    )
