"""Environment variables, and the documents that set them: profiles, Dockerfiles, ``.env`` files, units, conda's files.

``read`` gives what a document of a known kind says, whatever its text holds; nothing is ever run.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping

from tensortidy.environment.dockerfile import read_dockerfile
from tensortidy.environment.document import Assignment, Environment, Kind, Part, Reading
from tensortidy.environment.kinds import LANGUAGES, PATTERNS, kind_of
from tensortidy.environment.lines import read_conda, read_dotenv, read_systemd
from tensortidy.environment.magics import Setting, setting_in, starts_programs
from tensortidy.environment.shell import read_shell
from tensortidy.source import Source, Suppression, mentions_directive, suppression_in

__all__ = [
    "LANGUAGES", "PATTERNS", "Assignment", "Environment", "Kind", "Part", "Setting", "kind_of", "read", "setting_in",
    "starts_programs",
]  # fmt: skip

_READERS: Mapping[Kind, Callable[[str], Reading]] = {
    Kind.SHELL: read_shell,
    Kind.DOCKERFILE: read_dockerfile,
    Kind.DOTENV: read_dotenv,
    Kind.SYSTEMD: read_systemd,
    Kind.CONDA: read_conda,
}


def read(source: Source, kind: Kind) -> Environment:
    """What a document of a kind says of environment variables."""
    found = _READERS[kind](source.text)
    suppressions = _suppressions(source, found) if mentions_directive(source.text) else ()
    return Environment(source, found.assignments, suppressions)


def _suppressions(source: Source, found: Reading) -> tuple[Suppression, ...]:
    """The comments for TensorTidy. One that has its line for itself covers the statement below it, line by line.

    (Dockerfiles and units have no other comments, and a command that goes on over several lines has room for none.)
    """
    statements = sorted({item.statement for item in found.assignments})
    starts = [start for start, _ in statements]
    suppressions: list[Suppression] = []
    for comment in found.comments:
        at = source.position(comment.start)
        last = at.line
        if not source.line(at.line)[: at.column].strip():
            below = bisect_left(starts, comment.end)
            if below < len(starts):
                start, end = statements[below]
                if _only_comments(source, at.line, start):
                    last = source.position(max(start, end - 1)).line
        directive = suppression_in(source.text[comment.start : comment.end], at, last)
        if directive is not None:
            suppressions.append(directive)
    return tuple(suppressions)


def _only_comments(source: Source, line: int, start: int) -> bool:
    """Whether a few lines after a line hold nothing but comments, up to a place."""
    until = source.position(start).line
    return until - line <= _MOST_COMMENTS and all(
        source.line(number).lstrip()[:1] in ("", "#", ";") for number in range(line + 1, until)
    )


# A comment speaks of what is so many lines below it, at most.
_MOST_COMMENTS = 10
