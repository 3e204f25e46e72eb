"""What ``hybridize`` prints: two tables for people, JSON for programs, diffs, and what was done."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from tensortidy import files
from tensortidy.cli.reports import FileReport, counted, shown
from tensortidy.cli.terminal import name_of
from tensortidy.semantics.hybridization import Failure, Transformation, Verdict

_PRECONDITIONS = ("P1", "P2", "P3", "P4", "P6")
_TELLING = {
    Transformation.TO_HYBRID: "becomes a graph function",
    Transformation.TO_EAGER: "becomes an eager function",
    Transformation.RECONFIGURE: "gets an input signature",
}


def as_json(verdicts: Sequence[Verdict], read: Mapping[Path, files.SourceFile]) -> str:
    """The contract of ``--output-format json``, described in docs/hybridization.md."""
    return json.dumps([_verdict_as_json(verdict, read.get(verdict.path)) for verdict in verdicts], indent=2)


def _verdict_as_json(verdict: Verdict, file: files.SourceFile | None) -> dict[str, Any]:
    place: dict[str, Any] = {"line": verdict.line}
    if file is not None and file.notebook is not None:
        cell, line = file.notebook.place(verdict.line)
        place = {"cell": cell, "line": line}
    return {
        "path": shown(file.path if file is not None else verdict.path),
        "function": verdict.name,
        **place,
        "parameters": list(verdict.parameters),
        "hybrid": verdict.hybrid,
        "tensor_parameter": verdict.tensor_parameter,
        "literal_parameter": verdict.literal_parameter,
        "side_effects": verdict.side_effects,
        "recursive": verdict.recursive,
        "precondition": verdict.precondition,
        "refactoring": verdict.refactoring.value if verdict.refactoring is not None else None,
        "transformations": [item.value for item in verdict.transformations],
        "failures": [item.value for item in verdict.failures],
        "warnings": [*verdict.warnings, *([verdict.caution] if verdict.caution else ())],
        "assumptions": list(verdict.assumptions),
    }


# ---------------------------------------------------------------- tables


def print_tables(
    subjects: Sequence[tuple[Path, Sequence[files.SourceFile]]], verdicts: Sequence[Verdict], seconds: float
) -> None:
    """Print how many functions can be changed in each subject, and why the others are not."""
    candidates = [verdict for verdict in verdicts if verdict.is_candidate]
    rows: list[list[str]] = []
    for path, own in subjects:
        paths = {files.absolute(file.path) for file in own}
        rows.append(_row(name_of(path), own, [item for item in candidates if item.path in paths], ""))
    every = [file for _, own in subjects for file in own]
    if len(subjects) > 1:
        rows.append(_row("Total", every, candidates, ""))
    rows[-1][-1] = f"{seconds:.2f}"
    click.echo(
        "Functions that have a tensor parameter or are graph functions, and those of them that can be refactored\n"
    )
    _print_table(["subject", "KLOC", "functions", "refactorable", *_PRECONDITIONS, "seconds"], rows)
    failures = Counter(failure for verdict in candidates for failure in verdict.failures)
    if failures:
        click.echo("\nWhy the others are left as they are (a function may have several reasons)\n")
        told = [[failure.value, _WHERE[failure], str(count)] for failure, count in failures.most_common()]
        told.append(["total", "", str(sum(failures.values()))])
        _print_table(["failure", "precondition", "functions"], told)
    if any(verdict.is_refactorable for verdict in verdicts):
        click.echo(
            "\n`--diff` shows the changes, `--apply` makes them, `--output-format json` tells what was found out."
        )


def _row(name: str, own: Sequence[files.SourceFile], candidates: Sequence[Verdict], seconds: str) -> list[str]:
    lines = sum(file.text.count("\n") for file in own)
    passed = [verdict for verdict in candidates if verdict.is_refactorable]
    by_precondition = Counter(verdict.precondition for verdict in passed)
    counts = [str(by_precondition[item]) for item in _PRECONDITIONS]
    return [name, f"{lines / 1000:.2f}", str(len(candidates)), str(len(passed)), *counts, seconds]


def _print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns, the first one at the left, numbers at the right."""
    widths = [max(len(row[at]) for row in (header, *rows)) for at in range(len(header))]
    is_text = [not any(row[at][:1].isdigit() for row in rows) for at in range(len(header))]
    for row in (header, *rows):
        cells = [
            cell.ljust(width) if text else cell.rjust(width)
            for cell, width, text in zip(row, widths, is_text, strict=True)
        ]
        line = "  ".join(cells).rstrip()
        click.echo(click.style(line, bold=True) if row is header else line)


_EAGER, _HYBRID, _ANY = "P1", "P2–P6", "P1–P6"
_WHERE = {
    Failure.CURRENTLY_NOT_HANDLED: _ANY,
    Failure.UNDETERMINABLE_SIDE_EFFECTS: _ANY,
    Failure.HAS_PYTHON_SIDE_EFFECTS: _ANY,
    Failure.HAS_NO_TENSOR_PARAMETERS: _EAGER,
    Failure.IS_RECURSIVE: _EAGER,
    Failure.CANT_APPROXIMATE_RECURSION: _ANY,
    Failure.UNDETERMINABLE_TENSOR_PARAMETER: _ANY,
    Failure.UNDETERMINABLE_PRIMITIVE_PARAMETER: _ANY,
    Failure.HAS_PRIMITIVE_PARAMETERS: _EAGER,
    Failure.HAS_NO_PRIMITIVE_PARAMETERS: "P3",
    Failure.NO_TENSOR_COMPUTATION: _EAGER,
    Failure.HAS_EAGER_ONLY_CALLS: _EAGER,
    Failure.HAS_NUMPY_CALLS_ON_PARAMETERS: _EAGER,
    Failure.HAS_INVALID_NAME_ARGUMENTS: _EAGER,
    Failure.HAS_UNRESOLVED_STATICALLY_READ_AXES: "P4",
    Failure.HAS_STALE_VARIABLE_READS: _EAGER,
    Failure.HAS_TENSOR_PARAMETER_ITERATION: _EAGER,
    Failure.HAS_COVERED_CALLERS: _EAGER,
    Failure.HAS_CONFLICTING_EAGER_DTYPE_COERCIONS: _EAGER,
    Failure.HAS_KERAS_SYMBOLIC_ARGUMENTS: _EAGER,
}


# ---------------------------------------------------------------- changes


def print_done(done: Sequence[tuple[files.SourceFile, Sequence[Verdict]]], *, is_aside: bool = False) -> None:
    """Print what was done to each file; aside, on standard error, where other output is for programs."""
    for file, verdicts in done:
        click.echo(click.style(name_of(file.path), bold=True), err=is_aside)
        for verdict in verdicts:
            what = " and ".join(_TELLING[item] for item in verdict.transformations)
            place = FileReport(file.path, file).named(verdict.line)
            click.echo(f"  {place}: {verdict.name} {what} ({verdict.precondition})", err=is_aside)
    count = sum(len(verdicts) for _, verdicts in done)
    click.echo(f"{counted(count, 'function')} changed in {counted(len(done), 'file')}.", err=is_aside)


def print_left(verdicts: Sequence[Verdict], read: Mapping[Path, files.SourceFile], changed: Sequence[Verdict]) -> None:
    """Print which functions were left as they are although they could be changed, and why."""
    done = {(verdict.path, verdict.line) for verdict in changed}
    for verdict in verdicts:
        if verdict.is_refactorable and (verdict.path, verdict.line) not in done:
            file = read[verdict.path]
            why = verdict.caution or "something else stands on the line where its decorator is, or would be"
            place = f"{name_of(file.path)}: {FileReport(file.path, file).named(verdict.line)}"
            click.echo(f"{place}: {verdict.name} is left as it is: {why}.", err=True)
