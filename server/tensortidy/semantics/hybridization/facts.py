"""What is known of each function once the program has been run: all that the decision rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tensortidy.semantics.hybridization.cautions import caution
from tensortidy.semantics.hybridization.coverage import covered_functions
from tensortidy.semantics.hybridization.frames import Event, Frame
from tensortidy.semantics.hybridization.machine import Machine
from tensortidy.semantics.hybridization.objects import (
    Array,
    Bound,
    Class,
    Container,
    Dataset,
    Function,
    Instance,
    Literal,
    Made,
    Tensor,
    Things,
)
from tensortidy.semantics.hybridization.parameters import (
    literal_parameter,
    literal_uses,
    tensor_parameter,
    tensor_parameters,
    undecided_parameters,
)
from tensortidy.semantics.hybridization.provenance import Provenance
from tensortidy.semantics.hybridization.reachability import Reachability
from tensortidy.semantics.hybridization.retracing import literal_calls
from tensortidy.semantics.hybridization.signatures import (
    Signature,
    is_tighter,
    reads_sizes,
    signature_of,
    written_signature,
)
from tensortidy.semantics.hybridization.sources import FunctionSource
from tensortidy.semantics.hybridization.syntactic import invalid_name, stale_variables
from tensortidy.semantics.hybridization.verdicts import Failure, LiteralCall


@dataclass
class Facts:
    """What is known of one function; None where it cannot be told.

    ``blocks`` are the reasons, in the order in which they count, why a function that could be traced should not be.
    """

    source: FunctionSource
    hybrid: bool = False
    tensor: bool | None = None
    literal: bool | None = None
    side_effects: bool | None = None
    recursive: bool | None = None
    covered: bool = False
    computes: bool | None = None
    blocks: list[tuple[Failure, str]] = field(default_factory=list)
    signature: Signature | None = None
    """The input signature that all calls agree on, where it was asked for."""
    sizes_read: int | None = None
    """The line where sizes that the signature leaves open are read as numbers."""
    has_signature: bool = False
    is_signature_tighter: bool = False
    further_blocks: list[tuple[Failure, str]] = field(default_factory=list)
    """Reasons that count after all others."""
    literals: tuple[LiteralCall, ...] = ()
    """The calls that hand over Python literals."""
    is_called: bool = False
    """Whether a call of it is known."""
    caution: str = ""
    """Why it had better not be changed although it could be."""
    why: dict[str, str] = field(default_factory=dict)
    """What the answers rest on, in words."""
    assumptions: list[str] = field(default_factory=list)


class FactFinder:
    """Finds the facts on functions, once for those that the program runs and once for all others."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._provenance = Provenance(machine)

    def found(self, sources: Iterable[FunctionSource], *, is_called: bool) -> Iterator[Facts]:
        """The facts on some functions; ``is_called`` says whether calls of them are known to happen."""
        machine = self._machine
        frames = {
            source: [frame for frame in own if frame.is_speculative is not is_called]
            for source, own in machine.frames.items()
        }
        calls = Reachability([*(frame for own in machine.frames.values() for frame in own), *machine.module_frames])
        covered = covered_functions(frames, machine.hybrid, machine.escaping, calls)
        for source in sources:
            own = frames.get(source, [])
            inner = [frame for frame in own if machine.outside.get(source) is not frame]
            facts = Facts(source, hybrid=source in machine.hybrid)
            if own:
                self._find(facts, inner or own, calls, is_called=is_called)
                facts.covered = is_called and source in covered
            else:
                self._find_without_calls(facts)
            yield facts

    def _find_without_calls(self, facts: Facts) -> None:
        """Where nothing calls a function, and nothing is speculated."""
        found = tensor_parameter(self._machine, facts.source, (), is_called=False)
        if found is not None:
            facts.tensor = found.holds
            facts.why["tensor"] = found.why
            if found.is_assumed:
                facts.assumptions.append(found.why)

    def _find(self, facts: Facts, frames: Sequence[Frame], calls: Reachability, *, is_called: bool) -> None:
        machine, source = self._machine, facts.source
        found = tensor_parameter(machine, source, frames, is_called=is_called)
        if found is not None:
            facts.tensor = found.holds
            facts.why["tensor"] = found.why
            if found.is_assumed:
                facts.assumptions.append(found.why)
        self._find_literals(facts, frames, is_called=is_called)
        effect = calls.side_effect(frames)
        facts.side_effects = effect is not None
        facts.why["side_effects"] = _told(effect)
        facts.recursive = calls.is_recursive(source, frames)
        facts.is_called = is_called
        facts.caution = caution(source, frames, calls)
        if facts.hybrid:
            facts.literals = tuple(literal_calls(machine, source, frames))
            facts.computes = (
                calls.event("may_compute" if machine.options.speculative else "computes", frames) is not None
            )
        if source in machine.assumed:
            facts.assumptions.append(machine.assumed[source])
        if not is_called:
            facts.assumptions.append("nothing is known to call it")
            for frame in frames:
                facts.assumptions.extend(
                    f"what is called in line {event.line} has no side effects"
                    for event in list(frame.unresolved.values())[:2]
                )
        if facts.tensor and facts.literal is False:
            self._find_blocks(facts, frames, calls)
            if machine.options.infer_input_signatures and is_called:
                self._find_signature(facts)

    def _find_signature(self, facts: Facts) -> None:
        machine, source = self._machine, facts.source
        written = written_signature(machine, source)
        facts.has_signature = written is not None
        if not any(assumption.startswith("a parameter is a tensor") for assumption in facts.assumptions):
            facts.signature = signature_of(machine, source)
        if facts.signature is not None:
            facts.is_signature_tighter = written is not None and is_tighter(written, facts.signature)
            facts.sizes_read = reads_sizes(source) if facts.signature.is_open else None

    def _find_literals(self, facts: Facts, frames: Sequence[Frame], *, is_called: bool) -> None:
        machine, source = self._machine, facts.source
        name = literal_parameter(machine, source, frames)
        facts.literal = bool(name)
        facts.why["literal"] = f"`{name}` is given a Python literal" if name else ""
        if facts.hybrid and name and not is_called:  # who made it a graph function may know better calls
            facts.literal = None
            facts.why["literal"] = f"only calls that are taken for granted give `{name}` a Python literal"
        if is_called or name:
            return
        used = literal_uses(source, frames)
        if used:
            facts.literal = True
            facts.why["literal"] = used
            facts.assumptions.append(used)
            return
        undecided = undecided_parameters(machine, source, frames)
        if undecided:
            facts.literal = None
            facts.why["literal"] = f"nothing says what `{undecided[0]}` is given"

    def _find_blocks(self, facts: Facts, frames: Sequence[Frame], calls: Reachability) -> None:
        """Why it cannot be traced, or why that is of no use."""
        source = facts.source
        computes = calls.event("may_compute" if self._machine.options.speculative else "computes", frames)
        facts.computes = computes is not None
        own = [parameter.arg for parameter in source.own_parameters]
        tensors = tensor_parameters(self._machine, source, frames)
        found = [
            (Failure.HAS_EAGER_ONLY_CALLS, calls.event("eager_only", frames)),
            (Failure.HAS_NUMPY_CALLS_ON_PARAMETERS, self._provenance.numpy_use(source, own)),
            (Failure.HAS_INVALID_NAME_ARGUMENTS, invalid_name(source)),
            (Failure.HAS_STALE_VARIABLE_READS, stale_variables(source)),
            (Failure.HAS_TENSOR_PARAMETER_ITERATION, self._provenance.iteration(source, tensors)),
            (Failure.HAS_CONFLICTING_EAGER_DTYPE_COERCIONS, _coerced(frames)),
            (Failure.HAS_KERAS_SYMBOLIC_ARGUMENTS, _symbolic(source, frames)),
        ]
        facts.blocks = [(failure, _told(event)) for failure, event in found if event is not None]
        further = [
            (Failure.HAS_TENSOR_PARAMETER_ITERATION, self._provenance.taken_apart(source, tensors)),
            (Failure.HAS_EAGER_ONLY_CALLS, calls.event("once", frames)),
            (Failure.HAS_EAGER_ONLY_CALLS, calls.made_each_time(frames)),
            (Failure.CURRENTLY_NOT_HANDLED, self._provenance.value_asked(source, tensors)),
            (Failure.CURRENTLY_NOT_HANDLED, _untraceable(source, frames)),
            (Failure.CURRENTLY_NOT_HANDLED, calls.event("calls_super", frames) if source.is_method else None),
            (Failure.CURRENTLY_NOT_HANDLED, calls.changing(frames)),
            (Failure.CURRENTLY_NOT_HANDLED, self._provenance.branch(source, tensors)),
        ]
        facts.further_blocks = [(failure, _told(event)) for failure, event in further if event is not None]


def _told(event: Event | None) -> str:
    return f"{event.what} in line {event.line}" if event is not None else ""


def _untraceable(source: FunctionSource, frames: Iterable[Frame]) -> Event | None:
    """What a graph function cannot be: a generator, or one that returns no tensors."""
    if source.is_generator:
        return Event("is a generator function, which runs step by step,", source.line)
    for frame in frames:
        for thing in frame.returns:
            if isinstance(thing, Function | Bound | Class | Instance | Made | Dataset):
                return Event("returns something that is no tensor", source.line)
            if isinstance(thing, Container) and thing.kind in ("set", "iterator", "enumerate"):
                return Event(f"returns a {thing.kind}, which a graph function cannot", source.line)
            if isinstance(thing, Container) and _holds_variable(thing):
                return Event("returns variables in a container, which would become tensors", source.line)
            if isinstance(thing, Literal) and thing.kind == "str":
                return Event("returns a text, which would become a tensor", source.line)
    return None


def _holds_variable(container: Container) -> bool:
    """Whether something in a container, or in containers in it, is a variable of TensorFlow."""
    inner = [thing for held in container.fields.values() for thing in held if isinstance(thing, Container)]
    return any(_is_variable(held) for thing in (container, *inner) for held in thing.fields.values())


def _is_variable(things: Things) -> bool:
    return any(isinstance(thing, Tensor) and thing.kind == "variable" for thing in things)


def _coerced(frames: Iterable[Frame]) -> Event | None:
    """An array that is computed with tensors of another dtype: eagerly it is converted each time, in a graph once."""
    for frame in frames:
        for name, partners in frame.partners.items():
            given = {thing.dtype for thing in frame.given(name) if isinstance(thing, Tensor | Array)}
            others = [dtype for dtype in partners if given != {dtype} and None not in given]
            if len(partners) > 1 or (others and len(given) == 1):
                dtypes = " and ".join(sorted(partners if len(partners) > 1 else {*others, *map(str, given)}))
                line = max(event.line for event in partners.values())
                return Event(f"computes with `{name}` as {dtypes}, of which a graph takes one only,", line)
    return None


def _symbolic(source: FunctionSource, frames: Iterable[Frame]) -> Event | None:
    """Whether a call hands over what ``tf.keras.Input`` gives: Keras then builds a model of the call."""
    if source.is_method:
        return None
    for frame in frames:
        for name, given in frame.arguments.items():
            if given and all(isinstance(thing, Tensor) and thing.kind == "symbolic" for thing in given):
                return Event(f"is given a symbolic tensor of Keras for `{name}`", source.line)
    return None
