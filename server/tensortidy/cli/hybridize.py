"""``tensortidy hybridize``: which functions should run as graphs, over whole projects."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from tensortidy import files, notebook
from tensortidy.budget import OverBudget, check_size
from tensortidy.cli.differences import print_difference
from tensortidy.cli.hybridize_output import as_json, print_done, print_left, print_tables
from tensortidy.cli.progress import with_progress
from tensortidy.cli.reports import FAILED, FOUND, FileReport
from tensortidy.cli.selection import Selection
from tensortidy.cli.trouble import tell_trouble
from tensortidy.cli.work import collecting_seldom
from tensortidy.edits import apply_edits
from tensortidy.graph_edits import graph_edits
from tensortidy.semantics.hybridization import Options, Verdict
from tensortidy.semantics.hybridization.analysis import Hybridization
from tensortidy.source import Source
from tensortidy.syntax import parse

Item = TypeVar("Item")


@dataclass(frozen=True)
class Change:
    """A file that is changed, with its new text and the verdicts that ask for it."""

    file: files.SourceFile
    text: str
    verdicts: tuple[Verdict, ...]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--output-format", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--diff", "shows_diff", is_flag=True, help="Print the changes and write nothing.")
@click.option("--apply", "applies", is_flag=True, help="Make the changes, and print what was done.")
@click.option("--follow-type-hints/--no-follow-type-hints", default=True, help="Believe annotations of parameters.")
@click.option(
    "--speculative/--no-speculative", default=True, help="Decide by context where no call is known, and tell so."
)
@click.option("--literal-booleans", is_flag=True, help="Count Booleans as literals that are traced anew.")
@click.option("--test-entry-points/--no-test-entry-points", default=True, help="Take it that pytest calls tests.")
@click.option("--infer-input-signatures", is_flag=True, help="Add input signatures where they are certain.")
def hybridize(
    paths: tuple[Path, ...],
    output_format: str,
    shows_diff: bool,
    applies: bool,
    follow_type_hints: bool,
    speculative: bool,
    literal_booleans: bool,
    test_entry_points: bool,
    infer_input_signatures: bool,
) -> None:
    """Decide for every function whether it should run as a graph (tf.function) or eagerly, and change it.

    Exits with 0 when done, 2 when something could not be read or written. With --diff, exits with 1
    when there is something to change.
    """
    if shows_diff and applies:
        raise click.UsageError("--diff and --apply exclude each other: the one shows what the other does.")
    if shows_diff and output_format == "json":
        raise click.UsageError("--diff prints a diff, and no JSON: leave one of them out.")
    options = Options(follow_type_hints, speculative, literal_booleans, test_entry_points, infer_input_signatures)
    started = time.perf_counter()
    with collecting_seldom():
        asked = Asked(paths)
        verdicts = asked.verdicts(options)
        seconds = time.perf_counter() - started
        changes = _changes(asked, verdicts) if shows_diff or applies else []
    is_json = output_format == "json"
    if is_json:
        click.echo(as_json(verdicts, asked.files))
    elif not asked.files:
        click.echo("No Python files found.", err=shows_diff)
    elif not (shows_diff or applies):
        print_tables(asked.subjects, verdicts, seconds)
    for change in changes if shows_diff else ():
        before, after = (files.as_written(change.file, text) for text in (change.file.text, change.text))
        print_difference(change.file.path, before, after)
    if applies:
        asked.reports += _apply(changes, is_aside=is_json)
    if shows_diff or applies:
        print_left(verdicts, asked.files, changed=[verdict for change in changes for verdict in change.verdicts])
    tell_trouble(asked.reports)
    if any(report.failed for report in asked.reports):
        sys.exit(FAILED)
    if shows_diff and changes:
        sys.exit(FOUND)


class Asked:
    """The files under the paths that are asked about, each once."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._configurations, _ = Selection().files(())
        self.subjects: list[tuple[Path, list[files.SourceFile]]] = []
        """Each path with its files."""
        self.files: dict[Path, files.SourceFile] = {}
        """All files by their absolute paths."""
        self.reports: list[FileReport] = []
        """What could not be read, and configurations that are broken."""
        for path in paths:
            own: list[files.SourceFile] = []
            for item in files.discover([path], self._configurations.is_excluded, (".py", notebook.SUFFIX)):
                file = self._read(item)
                if file is not None and files.absolute(file.path) not in self.files:
                    self.files[files.absolute(file.path)] = file
                    own.append(file)
            self.subjects.append((path, own))

    def verdicts(self, options: Options) -> list[Verdict]:
        """What is decided of each function in the files."""
        some = next(iter(self.files), Path.cwd() / "any.py")
        knowledge = self._configurations.project.knowledge_for(self._configurations.config_for(some))
        return Hybridization(self.files, self._text, knowledge, options).verdicts(_watched)

    def _text(self, path: Path) -> str | None:
        if path in self.files:
            return self.files[path].text
        try:
            text = files.read(path).text
            check_size(text)
        except (files.FileError, OverBudget):  # others import it: nobody asked about it
            return None
        return text

    def _read(self, item: Path | files.FileError) -> files.SourceFile | None:
        """A file, None where it cannot be used, which is told."""
        path = item if isinstance(item, Path) else item.path
        problems = self._configurations.problems(path)
        try:
            if isinstance(item, files.FileError):
                raise item
            file = files.read(item)
            check_size(file.text)
        except files.FileError as error:
            self.reports.append(FileReport(path, error=error.message))
            return None
        except OverBudget as error:
            self.reports.append(FileReport(path, error=str(error)))
            return None
        if problems:
            self.reports.append(FileReport(path, problems=problems))
        return None if problems else file


def _watched(items: Sequence[Item]) -> Iterable[Item]:
    return with_progress(items, len(items), "Deciding")


def _changes(asked: Asked, verdicts: Sequence[Verdict]) -> list[Change]:
    """The files that are changed."""
    by_path: dict[Path, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.is_refactorable and not verdict.caution:
            by_path.setdefault(verdict.path, []).append(verdict)
    found: list[Change] = []
    for path, own in by_path.items():
        file = asked.files[path]
        source = Source(file.text)
        edits, changed = graph_edits(source, parse(source).module, own)
        if changed:
            found.append(Change(file, apply_edits(source, edits), changed))
    return found


def _apply(changes: Sequence[Change], *, is_aside: bool) -> list[FileReport]:
    """Write the changed files, each in one step, and tell it; what cannot be written is left as it was."""
    reports: list[FileReport] = []
    done: list[Change] = []
    try:
        for change in changes:
            try:
                files.write(change.file, change.text)
                done.append(change)
            except files.FileError as error:
                reports.append(FileReport(change.file.path, error=error.message))
    finally:  # who interrupts a long run is told what it has done
        print_done([(change.file, change.verdicts) for change in done], is_aside=is_aside)
    return reports
