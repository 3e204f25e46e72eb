"""What parameters are given: tensors, and Python literals that make a graph function trace anew."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tensortidy.knowledge import Kind
from tensortidy.semantics.hybridization.frames import Frame
from tensortidy.semantics.hybridization.machine import Machine
from tensortidy.semantics.hybridization.objects import (
    ELEMENT,
    Array,
    Class,
    Container,
    Instance,
    Library,
    Literal,
    Partial,
    Tensor,
    Thing,
    Things,
    Unknown,
)
from tensortidy.semantics.hybridization.sources import FunctionSource
from tensortidy.semantics.hybridization.type_hints import follows_hints, hinted

_LIKELY = re.compile(r".*(train|test).*_step|call|__call__|run_model|.*inference")
_CALLABLE = frozenset({"call", "__call__"})


@dataclass(frozen=True)
class Likelihood:
    """Whether something holds, and what that rests on; ``is_assumed`` where it is taken for granted."""

    holds: bool
    why: str = ""
    is_assumed: bool = False


def tensor_parameter(
    machine: Machine, source: FunctionSource, frames: Sequence[Frame], *, is_called: bool
) -> Likelihood | None:
    """Whether a function has a parameter that likely is a tensor; None where that cannot be told.

    ``is_called`` says whether ``frames`` are those of calls that are known to happen.
    """
    if not source.own_parameters:
        return Likelihood(False)
    for parameter in source.own_parameters:
        if follows_hints(machine, source) and _is_hinted(machine, source, parameter):
            return Likelihood(True, f"`{parameter.arg}` is a tensor, as its type hint says", is_assumed=True)
        if _is_given_tensors(frames, parameter.arg):
            return Likelihood(True, f"`{parameter.arg}` is given a tensor")
    if machine.options.speculative:
        by_name = _by_name(machine, source)
        if by_name:
            return Likelihood(True, by_name, is_assumed=True)
        for parameter in source.own_parameters:
            use = _use_as_tensor(frames, parameter.arg)
            if use:
                return Likelihood(True, f"`{parameter.arg}` is a tensor, since it {use}", is_assumed=True)
    return Likelihood(False) if is_called else None


def is_speculated(machine: Machine, source: FunctionSource, frames: Sequence[Frame]) -> bool:
    """Whether that a function has a tensor parameter rests on its name alone."""
    found = tensor_parameter(machine, source, frames, is_called=True)
    return found is not None and found.holds and found.why == _by_name(machine, source)


def tensor_parameters(machine: Machine, source: FunctionSource, frames: Sequence[Frame]) -> frozenset[str]:
    """The parameters that are given tensors, are hinted to be tensors, or are used as such."""
    return frozenset(
        parameter.arg
        for parameter in source.own_parameters
        if _is_given_tensors(frames, parameter.arg)
        or (follows_hints(machine, source) and _is_hinted(machine, source, parameter))
        or (machine.options.speculative and _use_as_tensor(frames, parameter.arg))
    )


def _is_hinted(machine: Machine, source: FunctionSource, parameter: ast.arg) -> bool:
    for function in machine.closures.get(source, ()):
        hint = hinted(machine, parameter, function)
        return hint is not None and hint.is_tensor
    return False


def _is_given_tensors(frames: Iterable[Frame], name: str) -> bool:
    return any(holds_tensor(frame.given(name)) for frame in frames)


def holds_tensor(things: Things) -> bool:
    """Whether any thing is a tensor, an array, or a container of them at any depth."""
    seen: set[Thing] = set()
    ahead = list(things)
    while ahead:
        thing = ahead.pop()
        if isinstance(thing, Tensor | Array):
            return True
        if isinstance(thing, Container) and thing not in seen:
            seen.add(thing)
            ahead.extend(item for held in thing.fields.values() for item in held)
    return False


def _use_as_tensor(frames: Iterable[Frame], name: str) -> str:
    for frame in frames:
        for thing in frame.given(name):
            if isinstance(thing, Unknown) and thing.used_as_tensor and not thing.used_as_literal:
                return thing.used_as_tensor
    return ""


def _by_name(machine: Machine, source: FunctionSource) -> str:
    """Why the name of a function speaks for tensors; empty where it does not."""
    name = source.simple_name
    if _LIKELY.fullmatch(name) is None:
        return ""
    if name in _CALLABLE:
        if source.owner is None or not any(
            is_model(machine, definition) for definition in machine.classes.get(source.owner, ())
        ):
            return ""
        return f"a parameter is a tensor, since `{name}` is what calling the model runs"
    return f"a parameter is a tensor, judging by the name `{name}`"


def is_model(machine: Machine, definition: Class) -> bool:
    """Whether a class derives from a model of Keras, or something that is called ``Model``."""
    for thing in machine.hierarchy(definition):
        if isinstance(thing, Library) and (
            thing.name.rpartition(".")[2] == "Model" or machine.knowledge.instance_of(thing.name) is Kind.KERAS_MODEL
        ):
            return True
    return False


# ---------------------------------------------------------------- literals


def literal_parameter(machine: Machine, source: FunctionSource, frames: Sequence[Frame]) -> str:
    """Which parameter some call gives a Python literal, or an object that holds one; empty where none does."""
    supplied = machine.supplied.get(source, set())
    for parameter in source.own_parameters:
        name = parameter.arg
        if name in source.defaulted and name not in supplied and "*" not in supplied:
            continue
        for handed in _handed(machine, source, frames):
            given = [thing for thing in handed.get(name, ()) if not isinstance(thing, Unknown)]
            if given and all(holds_literal(thing, booleans=machine.options.literal_booleans) for thing in given):
                return name
    return ""


def _handed(machine: Machine, source: FunctionSource, frames: Sequence[Frame]) -> Iterator[Mapping[str, Things]]:
    """What each call that leads to some frames hands over."""
    is_speculative = bool(frames) and frames[0].is_speculative
    for (_, caller), given in machine.handed.get(source, {}).items():
        if caller is None or caller.is_speculative is is_speculative:
            yield given


def holds_literal(thing: Thing, *, booleans: bool, seen: set[Thing] | None = None) -> bool:
    """Whether a thing is a Python literal, or an object that holds one; None is no literal here."""
    if isinstance(thing, Literal):
        return thing.kind not in ("NoneType", "ellipsis") and (booleans or thing.kind != "bool")
    if not isinstance(thing, Container | Instance | Partial):
        return False
    seen = seen if seen is not None else set()
    if thing in seen:
        return False
    seen.add(thing)
    if isinstance(thing, Container) and thing.kind == "enumerate":  # its numbers are counted anew each time
        pairs = [pair for pair in thing.fields.get(ELEMENT, ()) if isinstance(pair, Container)]
        counted = [held for pair in pairs for held in pair.fields.get(1, ())]
        return any(holds_literal(held, booleans=booleans, seen=seen) for held in counted)
    return any(holds_literal(held, booleans=booleans, seen=seen) for things in thing.fields.values() for held in things)


def undecided_parameters(machine: Machine, source: FunctionSource, frames: Sequence[Frame]) -> list[str]:
    """The parameters of a function without known calls of which nothing says what they are given."""
    if _by_name(machine, source):
        return []
    found: list[str] = []
    tensors = tensor_parameters(machine, source, frames)
    for parameter in source.own_parameters:
        name = parameter.arg
        if name in source.defaulted or name in tensors:
            continue
        given = [thing for frame in frames for thing in frame.given(name)]
        if not given or any(isinstance(thing, Unknown) and not _is_object(thing) for thing in given):
            found.append(name)
    return found


def _is_object(thing: Unknown) -> bool:
    """Whether something unknown is called, or has attributes and methods of its own: a model, an optimizer."""
    return thing.is_object and not thing.used_as_literal


def literal_uses(source: FunctionSource, frames: Sequence[Frame]) -> str:
    """How a parameter without known calls is used as only a Python literal is; empty where none is."""
    for parameter in source.own_parameters:
        if parameter.arg in source.defaulted:
            continue
        for frame in frames:
            for thing in frame.given(parameter.arg):
                if isinstance(thing, Unknown) and thing.used_as_literal:
                    return f"`{parameter.arg}` is a Python literal, since it {thing.used_as_literal}"
    return ""
