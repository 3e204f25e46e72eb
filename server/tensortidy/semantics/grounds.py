"""What answers rest on: who keeps them needs to know when they are no longer true."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

Located = tuple[Path, tuple[str, ...]]
"""The file that a full name leads into, and the names left to look up in it."""


@dataclass
class Grounds:
    """What the answers on one file rest on, beside its own text.

    ``files`` are others whose texts were looked at, or which would have been if they were there; what these rest on
    themselves counts too. ``imports`` says where names were found as the file imports them, ``outside`` lists top-level
    names that no file of the project has. ``callers`` are the functions of the file whose callers were asked for.
    """

    files: set[Path] = field(default_factory=set)
    imports: dict[str, Located | None] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)
    callers: set[str] = field(default_factory=set)

    def found(self, name: str, located: Located | None) -> None:
        """Where a name was found; None where no file of the project has it."""
        self.imports[name] = located
        if located is not None:
            self.files.add(located[0])
