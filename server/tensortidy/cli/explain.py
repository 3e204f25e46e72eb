"""``tensortidy explain``: what the model believes of one line, and why."""

from __future__ import annotations

import ast
import json
import re
import sys
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from tensortidy import __version__, files
from tensortidy.beliefs import Place, in_line, renamed
from tensortidy.cli.beliefs import print_explanation
from tensortidy.cli.output import finding_as_json
from tensortidy.cli.reports import FAILED, FileReport, counted, examine, shown
from tensortidy.cli.selection import Selection
from tensortidy.cli.trouble import tell_trouble
from tensortidy.project import Project
from tensortidy.rule import Finding
from tensortidy.semantics import Model
from tensortidy.semantics.explanation import Explanation, FunctionAround, holder
from tensortidy.semantics.explanation import explain as explanation_of
from tensortidy.source import Position, Source, Span
from tensortidy.syntax.units import cut

# train.py:12, train.ipynb:cell 3:12, and both with a column, as `check` prints them
_PLACE = re.compile(r"(?P<path>.+?)(?::cell ?(?P<cell>\d+))?:(?P<line>\d+)(?::\d+)?")
# What stands alone on a line of sound code where nothing begins.
_BETWEEN = re.compile(r"\s*(?:(?:else|finally|try)\s*:|[)\]},:\s]*(?:->.*:)?)?\s*(?:#.*)?")


@dataclass(frozen=True)
class ExplainedLine(FileReport):
    """What is to be said of one line. ``silence`` tells why no rule can say anything, where none can."""

    explanation: Explanation | None = None
    silence: str = ""


@click.command()
@click.argument("place", metavar="FILE:LINE")
@click.option("--isolated", is_flag=True, help="Read no configuration files.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(place: str, isolated: bool, output_format: str) -> None:
    """Tell what TensorTidy believes of one line: what its expressions hold, what runs around it, where values go.

    Exits with 0 when the line is explained, 2 when it cannot be.
    """
    path, cell, line = _place(place)
    # other files below the current folder may call what stands here, as they do for `check`
    inside = path.absolute().is_relative_to(Path.cwd())
    configurations, _ = Selection(isolated=isolated).files((Path(),) if inside else tuple(path.parent.glob("*.py")))
    project = configurations.project
    report = examine(project, path, lambda file: _explained(project, file, cell, line))
    if isinstance(report, ExplainedLine) and report.explanation is not None:
        at = report.explanation.line
        found = _findings(report, at)
        if output_format == "json":
            click.echo(_as_json(project, report, report.explanation, found))
        else:
            _, source, span = report.located(Span(Position(at, 0), Position(at, 0)))
            code, where = (source, span.start.line), _named_in(report)
            print_explanation(report.place(at), code, report.explanation, found, report.silence, where)
    tell_trouble([report])
    if report.failed:
        sys.exit(FAILED)


def _place(text: str) -> tuple[Path, int | None, int]:
    """The file, the cell and the line that are asked for. Raises click.BadParameter for what is no place."""
    found = _PLACE.fullmatch(text)
    if found is not None:
        return Path(found["path"]), int(found["cell"]) if found["cell"] else None, int(found["line"])
    path, _, line = text.rpartition(":")
    wrong = f"`{line}` is not a line number" if path and "/" not in line and "\\" not in line else "the line is missing"
    raise click.BadParameter(f"{wrong}; give a place like `train.py:12`", param_hint="FILE:LINE")


def _explained(project: Project, file: files.SourceFile, cell: int | None, line: int) -> ExplainedLine:
    """Explain a line of a file. Raises files.FileError where it has no such line, or where the line is broken."""
    if (file.notebook is None) != (cell is None):
        wanted = f'is a notebook: name the cell, too, as in "{file.path.name}:cell 2:{line}"'
        raise files.FileError(file.path, wanted if cell is None else "is no notebook, and has no cells")
    if not files.is_python(file.path):
        raise files.FileError(file.path, "is no Python, of which alone lines are explained")
    source = Source(file.text)
    place = FileReport(file.path, file)
    if cell is not None:
        line = place.line_of(cell, line)
    last = source.line_count - (not source.line(source.line_count))
    if not 1 <= line <= last:
        raise files.FileError(file.path, f"has {counted(last, 'line')}, and no line {line}")
    path = file.path.absolute()
    model = project.model(path, source)
    broken = _broken_near(source, line, place.named)
    if broken and _is_lost(model, line):
        raise files.FileError(
            file.path, f"has broken syntax, so that {place.named(line)} cannot be explained: {broken}"
        )
    analysis = project.analyze(path, Source(file.text)) if not project.is_excluded(path) else FileReport(path).analysis
    near = place.named(line)
    error = f"has broken syntax near {near}, so that what is said of it may be wrong: {broken}" if broken else ""
    return ExplainedLine(
        file.path, file, analysis, error, (), explanation_of(model, line), project.silence(path, model)
    )


def _is_lost(model: Model, line: int) -> bool:
    """Whether a line of broken code is one of which nothing was understood."""
    if any(getattr(node, "lineno", 0) == line for node in model.structure.walk(model.module)):
        return False
    outer = holder(model, line)
    goes_on = outer is not None and not hasattr(outer, "body")
    return not goes_on and _BETWEEN.fullmatch(model.source.line(line)) is None


def _broken_near(source: Source, line: int, named: Place) -> str:
    """What Python says of the syntax around a line: of its top-level statement. Empty where all is well."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source.text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))
    except SyntaxError as error:
        at = error.lineno or 0
        first_lines = [unit.first_line for unit in cut(source.text)]
        same = _last_up_to(first_lines, at) == _last_up_to(first_lines, line)
        return f"{error.msg} ({named(at)})" if same else ""
    except (ValueError, RecursionError, MemoryError):  # null bytes; nested deeper than Python's own parser goes
        return ""
    return ""


def _last_up_to(numbers: Sequence[int], limit: int) -> int:
    return max((number for number in numbers if number <= limit), default=0)


def _findings(report: FileReport, line: int) -> list[Finding]:
    return [item for item in report.analysis.findings if item.span.start.line <= line <= item.span.end.line]


def _as_json(project: Project, report: FileReport, explanation: Explanation, findings: Sequence[Finding]) -> str:
    """The contract of ``--output-format json``, described in docs/command-line.md."""
    cell, line = report.cell_of(explanation.line)
    loop, function = explanation.loop, explanation.function
    document = {
        "version": __version__,
        "path": shown(report.path),
        "cell": cell,
        "line": line,
        "code": report.located(Span(Position(explanation.line, 0), Position(explanation.line, 0)))[1].line(line),
        "values": [asdict(belief) for belief in explanation.values],
        "beliefs": [asdict(renamed(belief, _named_in(report))) for belief in explanation.others],
        "loop": _at(report, asdict(loop)) if loop is not None else None,
        "function": _function_as_json(report, function) if function is not None else None,
        "findings": [finding_as_json(report, finding, project.registry) for finding in findings],
    }
    return json.dumps(document, indent=2)


def _function_as_json(report: FileReport, function: FunctionAround) -> dict[str, Any]:
    callers = [_at(report, asdict(caller)) for caller in function.callers]
    return {**_at(report, asdict(function)), "callers": callers}


def _at(report: FileReport, told: dict[str, Any]) -> dict[str, Any]:
    """Something with a line, which is that of its cell in notebooks."""
    cell, line = report.cell_of(told["line"])
    return {**({} if cell is None else {"cell": cell}), **told, "line": line}


def _named_in(report: FileReport) -> Place:
    return report.named if report.file is not None and report.file.notebook is not None else in_line
