"""What is decided of a function, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tensortidy.source import Span


class Failure(str, Enum):
    """Why a function is left as it is."""

    CURRENTLY_NOT_HANDLED = "currently-not-handled"
    UNDETERMINABLE_SIDE_EFFECTS = "undeterminable-side-effects"
    HAS_PYTHON_SIDE_EFFECTS = "has-python-side-effects"
    HAS_NO_TENSOR_PARAMETERS = "has-no-tensor-parameters"
    IS_RECURSIVE = "is-recursive"
    CANT_APPROXIMATE_RECURSION = "cant-approximate-recursion"
    UNDETERMINABLE_TENSOR_PARAMETER = "undeterminable-tensor-parameter"
    UNDETERMINABLE_PRIMITIVE_PARAMETER = "undeterminable-primitive-parameter"
    HAS_PRIMITIVE_PARAMETERS = "has-primitive-parameters"
    HAS_NO_PRIMITIVE_PARAMETERS = "has-no-primitive-parameters"
    NO_TENSOR_COMPUTATION = "no-tensor-computation"
    HAS_EAGER_ONLY_CALLS = "has-eager-only-calls"
    HAS_NUMPY_CALLS_ON_PARAMETERS = "has-numpy-calls-on-parameters"
    HAS_INVALID_NAME_ARGUMENTS = "has-invalid-name-arguments"
    HAS_UNRESOLVED_STATICALLY_READ_AXES = "has-unresolved-statically-read-axes"
    HAS_STALE_VARIABLE_READS = "has-stale-variable-reads"
    HAS_TENSOR_PARAMETER_ITERATION = "has-tensor-parameter-iteration"
    HAS_COVERED_CALLERS = "has-covered-callers"
    HAS_CONFLICTING_EAGER_DTYPE_COERCIONS = "has-conflicting-eager-dtype-coercions"
    HAS_KERAS_SYMBOLIC_ARGUMENTS = "has-keras-symbolic-arguments"


class Refactoring(str, Enum):
    """What may be done with a function."""

    CONVERT = "convert-eager-function-to-hybrid"
    OPTIMIZE = "optimize-hybrid-function"


class Transformation(str, Enum):
    """How a function is changed."""

    TO_HYBRID = "convert-to-hybrid"
    TO_EAGER = "convert-to-eager"
    RECONFIGURE = "reconfigure"


@dataclass(frozen=True)
class Reason:
    """A failure in words that follow the function's name."""

    failure: Failure
    why: str


@dataclass(frozen=True)
class LiteralCall:
    """A call that hands a Python literal over.

    ``value`` is the literal as it is written, empty where it is not known. ``varies`` says that a loop around the call
    gives another one in each pass.
    """

    path: Path
    span: Span
    parameter: str
    value: str = ""
    varies: bool = False


@dataclass(frozen=True)
class Verdict:
    """What is decided of one function.

    ``name`` is its dotted name; ``line`` that of its ``def``, from 1. The Booleans are None where they cannot be told.
    ``precondition`` is that which holds (``P1`` … ``P6``), None where none does. ``literals`` are the calls that hand
    over Python literals; ``computes`` says whether it computes with tensors, itself or through others.
    """

    path: Path
    name: str
    line: int
    parameters: tuple[str, ...]
    hybrid: bool
    tensor_parameter: bool | None = None
    literal_parameter: bool | None = None
    side_effects: bool | None = None
    recursive: bool | None = None
    precondition: str | None = None
    refactoring: Refactoring | None = None
    transformations: tuple[Transformation, ...] = ()
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    signature: str | None = None
    literals: tuple[LiteralCall, ...] = ()
    computes: bool | None = None
    is_called: bool = False
    """Whether a call of it is known."""
    side_effect: str = ""
    """What it does beside computing, in words that follow its name."""
    caution: str = ""
    """Why an eager function had better not be changed although it could be: no edit is made then."""

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Why it is left as it is."""
        return tuple(reason.failure for reason in self.reasons)

    @property
    def is_candidate(self) -> bool:
        """Whether the question arises at all: it has a tensor parameter, or is a graph function."""
        return self.hybrid or self.tensor_parameter is True

    @property
    def is_refactorable(self) -> bool:
        """Whether it is changed."""
        return bool(self.transformations) and not self.reasons
