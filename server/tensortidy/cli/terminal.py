"""What a terminal may be given of what stands in files, and of their names: nothing that it would obey."""

from __future__ import annotations

import re
from pathlib import Path

from tensortidy.cli.reports import shown

# What would move the cursor or colour the terminal; tabs are expanded.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """Text from a file as a terminal may be given it: it moves no cursor, and tabs are four columns wide."""
    return uncontrolled(text).expandtabs(4)


def uncontrolled(text: str) -> str:
    """The same, with tabs as they are."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def on_one_line(text: str) -> str:
    """The same, with line breaks like what else moves the cursor: for what could pass itself off as another message."""
    return printable(text.replace("\n", "\0"))


def name_of(path: Path) -> str:
    """A path as people want to read it, whatever its name is."""
    return on_one_line(shown(path))
