"""What a document says of environment variables: assignments, made of parts that keep their places."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tensortidy.source import Source, Span, Suppression


class Kind(str, Enum):
    """A kind of document that sets environment variables and is no Python."""

    SHELL = "shell"
    DOCKERFILE = "dockerfile"
    DOTENV = "dotenv"
    SYSTEMD = "systemd"
    CONDA = "conda"


@dataclass(frozen=True)
class Part:
    """A stretch of a value, from ``start`` to ``end`` in the document's text.

    It is ``text`` as the program that reads the document understands it, or, where ``text`` is empty, something that
    is only known when the document is used: the variable ``variable``, where that is the whole truth (``is_exact``)
    and not ``${NAME:-…}``, or the output of a command. ``expands`` says whether ``$NAME`` in this place would be
    replaced by the variable's value.
    """

    start: int
    end: int
    text: str = ""
    variable: str = ""
    is_exact: bool = False
    expands: bool = False


@dataclass(frozen=True)
class Assignment:
    """``NAME=value`` from ``start`` to ``end``.

    ``block`` says where it holds: inside the blocks that its numbers name, from the outermost. Two assignments may
    hold together only where the block of one begins with that of the other. ``statement`` is the range of the statement
    around it: what the others in it assign is not seen by this one. ``appends`` is ``NAME+=value``.
    """

    name: str
    parts: tuple[Part, ...]
    start: int
    end: int
    statement: tuple[int, int]
    block: tuple[int, ...] = ()
    appends: bool = False


@dataclass(frozen=True)
class Comment:
    """A comment in a document's text, from its ``#`` on."""

    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """What one reader of a kind of document found, in order of place."""

    assignments: tuple[Assignment, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class Environment:
    """The environment variables that a document sets, in order of place, and the comments for TensorTidy."""

    source: Source
    assignments: tuple[Assignment, ...] = ()
    suppressions: tuple[Suppression, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The span of a range of the text."""
        return Span(self.source.position(start), self.source.position(end))
