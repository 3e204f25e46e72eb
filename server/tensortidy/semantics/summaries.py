"""What is known of functions, classes and files without their text: small, immutable, made once."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from tensortidy.knowledge.facts import Kind
from tensortidy.semantics.values import Answer, Value
from tensortidy.syntax import parse_by_cpython


class Does(str, Enum):
    """What a function does to one of its parameters, or to the world."""

    FREES = "frees"
    CLOSES = "closes"
    DETACHES = "detaches"
    MUTATES = "mutates"
    KEEPS = "keeps"
    PROPAGATES = "propagates"
    """Runs a backward pass through it."""
    CAPTURES = "captures"
    """Defines a function that reads it, and that may be called later."""
    GIVES_BACK = "gives back"
    """Returns it, or something that holds it or is computed from it."""
    BUILDS_ON = "builds on"
    """Its result is computed from it, with or without its graph."""
    PRINTS = "prints"
    TRAINS = "trains"
    RECURSIVE = "recursive"
    CALLS = "calls"
    """Calls what it is given for the parameter."""
    RUNS = "runs a model"
    COMPARES = "compares"
    """Compares what a model gives with targets: a loss, a metric."""
    ACTS = "acts"
    """Lets an environment make a step."""
    BUILDS = "builds a Keras model"
    """Makes a new Keras model each time that it is called."""
    COMPILES = "compiles"
    FITS = "fits"
    """Trains a Keras model by a method of the model."""
    RESETS = "resets"
    """Gives a Keras model other weights."""
    CLEARS = "clears the session"

    @property
    def is_of_models(self) -> bool:
        """Whether it is told of Keras models, by ``ModelEvents``, which looks at every path of the function."""
        return self in _OF_MODELS

    @property
    def is_told(self) -> bool:
        """Whether an explanation names it; the others are told by what the function returns, and by its phase."""
        return self in _TOLD


_TOLD = frozenset({
    Does.FREES, Does.CLOSES, Does.DETACHES, Does.MUTATES, Does.KEEPS, Does.PRINTS, Does.TRAINS, Does.RECURSIVE,
})  # fmt: skip
_OF_MODELS = frozenset({Does.BUILDS, Does.COMPILES, Does.FITS, Does.RESETS, Does.CLEARS})


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a function does; ``parameter`` is empty where it concerns none."""

    does: Does
    parameter: str = ""
    place: str = ""
    """Where it keeps the parameter: ``attribute``, ``global`` or ``container``; the parameter that it puts it into.

    Of what concerns Keras models, how: ``partly`` where some path goes by it, ``eagerly`` where nothing is traced.
    """

    def __str__(self) -> str:
        return f"{self.does.value} {self.parameter}".rstrip()


@dataclass(frozen=True, slots=True)
class FunctionSummary:
    """A function or method as its callers see it.

    ``parameters`` are the names in order, ``*args`` and ``**kwargs`` with their stars; ``defaults`` the values of
    those that need not be given. ``returns`` is told in terms of the parameters. ``switches`` says what it does to
    gradient tracking as a decorator or context manager, ``forces`` what its own decorators make of the mode in its
    body; None when nothing. ``reaches`` are the functions, by file and name, that it runs, directly or not.
    """

    path: str
    name: str
    parameters: tuple[str, ...]
    returns: Value
    effects: frozenset[Effect] = frozenset()
    defaults: tuple[tuple[str, Value], ...] = ()
    switches: Answer | None = None
    forces: Answer | None = None
    reaches: frozenset[tuple[str, str]] = frozenset()
    is_method: bool = False
    is_property: bool = False

    @property
    def positional(self) -> tuple[str, ...]:
        """The parameters that can be given by position, in order."""
        found: list[str] = []
        for name in self.parameters:
            if name.startswith("*"):
                break
            found.append(name)
        return tuple(found)


class ClassSummary(ABC):
    """A class of another file of the project, named as that file names it."""

    path: str
    name: str

    @abstractmethod
    def ancestry(self) -> tuple[frozenset[str], bool]:
        """The full names of all library classes that it derives from, and whether every base is known."""

    @abstractmethod
    def kind(self) -> tuple[Kind | None, Answer]:
        """What its instances are, and whether they are modules."""

    @abstractmethod
    def method(self, name: str) -> FunctionSummary | None:
        """A method by name, its bases looked through."""

    @abstractmethod
    def attribute(self, name: str) -> Value | None:
        """What its methods assign to an attribute, in terms of its constructor's; None where they assign nothing."""

    @abstractmethod
    def has_parameters(self) -> bool:
        """Whether a module has parameters, as far as one can see: True where one cannot."""

    @abstractmethod
    def uses(self, name: str) -> tuple[Answer, ...]:
        """The grad modes in which its methods, and those of its bases, use ``self.<name>``."""


@dataclass(frozen=True, slots=True)
class ModuleSummary:
    """Another file of the project, as an object: ``models`` after ``import models``."""

    path: str


Found = str | Value
"""What a name of another file is: the full name of a library's thing, or a value."""


class Interrupted(BaseException):
    """Somebody is more urgent: ask again later, what was found so far is kept.

    No Exception, so that nobody takes it for a rule's bug.
    """


def go_on() -> None:
    """Nobody else waits: what is asked may take its time."""


class OtherFiles(Protocol):
    """What a model may ask about the other files of its project."""

    @property
    def path(self) -> Path:
        """The file that asks."""

    def may_take_time(self) -> bool:
        """Whether there is time for long questions; where there is none, answers are no longer complete."""

    def locate(self, name: str, path: Path) -> tuple[Path, tuple[str, ...]] | None:
        """The file that a full name leads into, as imported from ``path``, and the names left to look up in it."""

    def text(self, path: Path) -> str | None:
        """The text of another file, on which answers rest from now on; None where it cannot be read."""

    def parsed(self, path: Path, text: str) -> ast.Module:
        """The tree of another file's text."""

    def find(self, name: str) -> Found | None:
        """What a full name means, as it is imported (``..models.Net``); None where no file has it."""

    def star(self, module: str) -> Sequence[str] | None:
        """The names that ``from module import *`` binds; None where the module is no file of the project."""

    def callers(self, name: str) -> Sequence[Answer]:
        """The grad modes in which other files are known to call a function of this file."""

    def leaves(self, statement: ast.Import | ast.ImportFrom) -> Answer | None:
        """The grad mode that an import leaves behind, where the imported file's top level switches it."""


@dataclass(frozen=True)
class NoOtherFiles:
    """A text that stands alone."""

    path: Path = Path("text.py")

    def may_take_time(self) -> bool:
        """There is nothing to wait for."""
        return True

    def locate(self, name: str, path: Path) -> tuple[Path, tuple[str, ...]] | None:
        """Nothing is found."""
        return None

    def text(self, path: Path) -> str | None:
        """Nothing can be read."""
        return None

    def parsed(self, path: Path, text: str) -> ast.Module:
        """The tree of a text."""
        return parse_by_cpython(text)

    def find(self, name: str) -> Found | None:
        """Nothing is found."""
        return None

    def star(self, module: str) -> Sequence[str] | None:
        """Nothing is known."""
        return None

    def callers(self, name: str) -> Sequence[Answer]:
        """Nobody calls."""
        return ()

    def leaves(self, statement: ast.Import | ast.ImportFrom) -> Answer | None:
        """Nothing is switched."""
        return None


def parameter_names(arguments: ast.arguments) -> tuple[str, ...]:
    """The names of all parameters as a summary has them, ``*args`` and ``**kwargs`` with their stars."""
    found = [parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args)]
    if arguments.vararg is not None:
        found.append(f"*{arguments.vararg.arg}")
    elif arguments.kwonlyargs:
        found.append("*")
    found.extend(parameter.arg for parameter in arguments.kwonlyargs)
    if arguments.kwarg is not None:
        found.append(f"**{arguments.kwarg.arg}")
    return tuple(found)
