"""Lines of notebooks that set environment variables: ``%env``, which does, and ``!export``, which does not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tensortidy.environment.document import Part
from tensortidy.notebook import MARK

# %env NAME=value, %set_env NAME value
_ENV = re.compile(
    rf"#{MARK}(?P<magic>%(?:set_)?env[ \t]+)(?P<name>\w+)(?:[ \t]*=[ \t]*|[ \t]+)(?P<value>[^\r\n]*?)[ \t]*$"
)
# !export NAME=value, and nothing that runs in the same shell
_EXPORT = re.compile(rf"#{MARK}(?P<magic>![ \t]*export[ \t]+)(?P<name>\w+)=(?P<value>[^\r\n;&|]*?)[ \t]*$")
_EXPANDED = re.compile(r"[${]")
# !python train.py, files = !ls
_COMMAND = re.compile(rf"#{MARK}(?:\w+\s*=\s*)?!+[ \t]*(?P<program>[\w.-]+)|#{MARK}%%(?:script\b|\w*sh\b)")
# Programs that ask for none of the variables that matter here.
_HARMLESS = frozenset({
    "apt", "apt-get", "cat", "cd", "cp", "curl", "echo", "export", "git", "head", "ls", "mkdir", "mv", "nvidia-smi",
    "pip", "pip3", "pwd", "rm", "tar", "tail", "unzip", "wget",
})  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """A line that sets the variable ``name``, or seems to; all places are columns of the line of Python.

    ``start`` and ``end`` are those of what the author wrote, ``rest`` is where the variable's name begins. ``is_lost``
    says that the shell in which it is set ends with the line.
    """

    name: str
    start: int
    end: int
    rest: int
    value: str
    parts: tuple[Part, ...]
    is_lost: bool


def setting_in(line: str) -> Setting | None:
    """What a line of a notebook's text sets, where it stands for such a line of Jupyter's."""
    if MARK not in line:
        return None
    line = line.rstrip("\r\n")
    exported = _EXPORT.search(line)
    found = exported or _ENV.search(line)
    if found is None:
        return None
    start, end = found.span("value")
    unknown = _EXPANDED.search(line, start, end)
    known = unknown.start() if unknown is not None else end
    parts = (Part(start, known, line[start:known]),) if known > start else ()
    if unknown is not None:
        parts = (*parts, Part(known, end))
    return Setting(
        found["name"], found.start("magic"), end, found.start("name"), found["value"], parts, exported is not None
    )


def starts_programs(text: str) -> bool:
    """Whether a notebook's text has lines or cells that run programs, which read the variables when they begin."""
    if MARK not in text:
        return False
    return any(found["program"] not in _HARMLESS for found in _COMMAND.finditer(text))
