"""An explanation of a line in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from tensortidy.beliefs import FINDINGS, VALUES, Line, Place, Section, in_line, sections
from tensortidy.cli.terminal import on_one_line, printable
from tensortidy.rule import Finding
from tensortidy.semantics.explanation import Explanation
from tensortidy.source import Source

# So many lines are shown before and after the one that is explained.
_CONTEXT = 2
# What stands at the left of a table takes so many columns.
_LABEL = 11


def print_explanation(
    name: str,
    code: tuple[Source, int],
    explanation: Explanation,
    findings: Sequence[Finding],
    silence: str,
    place: Place = in_line,
) -> None:
    """Print what is believed of a line, with its ``name``, as a reader finds it: in what text, and which line there.

    ``silence`` tells why there can be no findings, where there can be none.
    """
    click.echo(click.style(on_one_line(name), bold=True))
    click.echo()
    _print_code(*code)
    if not (explanation.values or explanation.others):
        click.echo("No code begins on this line.\n")
    for section in sections(explanation, findings, silence, place):
        click.echo(click.style(section.title, bold=True))
        for text in _laid_out(section):
            click.echo(f"  {text}")
        click.echo()


def _print_code(source: Source, line: int) -> None:
    for number in range(max(line - _CONTEXT, 1), min(line + _CONTEXT, source.line_count) + 1):
        text = printable(source.line(number)).rstrip()
        if number == line:
            click.echo(click.style(f"> {number:>4} | {text}".rstrip(), bold=True))
        elif number < source.line_count or text:
            click.echo(f"  {number:>4} | {text}".rstrip())
    click.echo()


def _laid_out(section: Section) -> Iterator[str]:
    width = _LABEL if section.is_table else 0
    if section.title == VALUES:
        width = max(len(printable(line.label)) for line in section.lines) + 2
    for line in section.lines:
        yield _start(section, line, width)
        for note in line.notes:
            yield _note(section, printable(note))


def _start(section: Section, line: Line, width: int) -> str:
    text = printable(line.text)
    if section.title == FINDINGS and line.label:
        return f"{line.label} {click.style(text, bold=True)}"
    if section.is_table or (line.label and width):
        return f"{printable(line.label).ljust(width)}{text}"
    return f"{printable(line.label)} {text}".lstrip()


def _note(section: Section, text: str) -> str:
    if section.title == FINDINGS:
        return click.style(f"  {text}", fg="green") if text.startswith("fix: ") else f"  {text}"
    return click.style(f"  {text}", dim=True)
