"""Unified diffs, as ``patch`` takes them."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import click

from tensortidy.cli.terminal import name_of


def print_difference(path: Path, before: str, after: str) -> None:
    """Print a unified diff of a file's texts that ``patch -p0`` and ``git apply -p0`` take."""
    name = name_of(path)
    for line in difflib.unified_diff(_lines(before), _lines(after), name, name):
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        click.echo(click.style(line.removesuffix("\n"), fg=colour))
        if not line.endswith("\n"):
            click.echo("\\ No newline at end of file")


def _lines(text: str) -> list[str]:
    """Lines as ``patch`` counts them: what ends at ``\\n`` alone, its ending kept."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
