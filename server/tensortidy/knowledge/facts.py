"""The words in which facts about libraries are told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property


class Kind(str, Enum):
    """What a value is, as far as rules care."""

    TENSOR = "tensor"
    NUMBER = "number"
    STRING = "string"
    ARRAY = "array"
    MODULE = "module"
    OPTIMIZER = "optimizer"
    LOADER = "data loader"
    DATASET = "dataset"
    KERAS_MODEL = "Keras model"
    KERAS_LAYER = "Keras layer"
    SYMBOLIC_TENSOR = "symbolic tensor"
    EAGER_TENSOR = "eager tensor"
    VARIABLE = "variable"
    SESSION = "session"
    HANDLE = "open handle"
    CONTAINER = "container"
    FUNCTION = "function"
    CLASS = "class"
    NONE = "None"


class Outcome(str, Enum):
    """What a call gives where the kind alone does not say it."""

    DETACHED = "detached tensor"
    """A tensor that is made anew, without a graph."""
    COMPUTED = "computed tensor"
    """A tensor computed from the arguments: attached to a graph when one of them is."""
    PARAMETER = "parameter"
    """A leaf that requires gradients."""
    UNKNOWN = "unknown"
    """Nothing that is known, although a pattern of names would say so."""


@dataclass(frozen=True)
class Opener:
    """A call that returns an open handle.

    ``close`` is the method that closes it. ``context_manager`` says whether ``with`` closes it too.
    ``loses_data`` is true for writers that buffer: what was written last is lost when nobody closes.
    ``closes_itself`` is true for what is closed as soon as its content has been read.
    """

    noun: str
    close: str = "close"
    context_manager: bool = True
    loses_data: bool = False
    closes_itself: bool = False


@dataclass(frozen=True)
class Operation:
    """A function of ``keras.ops`` that computes what another library's function does.

    ``name`` is its name there. ``takes`` are its parameters in order, each with the names that the other function has
    for it. ``needs`` must be given in a call, since what the two take otherwise differs; ``numbers`` are parameters
    that mean the same only where they are numbers.
    """

    name: str
    takes: tuple[tuple[str, frozenset[str]], ...]
    needs: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def parameter(self, name: str) -> str | None:
        """What it calls the other function's parameter; None where it takes nothing of the kind."""
        return next((mine for mine, others in self.takes if name in others), None)


class NamePatterns:
    """A set of full dotted names, some of them written as patterns.

    ``*`` stands for any part of one name between dots, ``**`` for any number of names, ``[A-Z]`` for one of these.

    >>> NamePatterns(["torch.nn.*Loss", "captum.**"]).matches("torch.nn.MSELoss")
    True
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._exact = frozenset(name for name in names if "*" not in name)
        self._written = [name for name in names if "*" in name]

    @property
    def exact(self) -> frozenset[str]:
        """The names that are no patterns."""
        return self._exact

    def names_exactly(self, name: str) -> bool:
        """Whether a name stands here in so many letters."""
        return name in self._exact

    def matches(self, name: str) -> bool:
        """Whether a name stands here or fits a pattern."""
        return name in self._exact or (bool(self._written) and self._pattern.fullmatch(name) is not None)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """All patterns as one. Made when first asked for: a program asks for few, and to make all takes long."""
        return re.compile("|".join(map(_expression, self._written)))


def _expression(pattern: str) -> str:
    text = re.escape(pattern).replace(r"\[A\-Z\]", "[A-Z]").replace(r"\[a\-z\]", "[a-z]")
    text = text.replace(r"\.\*\*\.", r"\.(?:.*\.)?").replace(r"\*\*", ".*").replace(r"\*", "[^.]*")
    return f"(?:{text})"
