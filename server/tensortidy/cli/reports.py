"""What the command line knows of one file after looking at it, and the one way of looking at files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from tensortidy import files
from tensortidy.config import ConfigProblem
from tensortidy.engine import Analysis
from tensortidy.notebook import in_words
from tensortidy.project import Project
from tensortidy.rule import Fix, Related
from tensortidy.source import Source, Span

# Exit codes, beside 0.
FOUND = 1
FAILED = 2


@dataclass(frozen=True)
class FileReport:
    """One file's analysis, or why there is none: an ``error``, or ``problems`` with its configuration."""

    path: Path
    file: files.SourceFile | None = None
    analysis: Analysis = Analysis()
    error: str = ""
    problems: tuple[ConfigProblem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the report lacks something: all of it, or what a rule that crashed would have said."""
        return bool(self.error or self.problems or self.analysis.crashes)

    @property
    def lasts(self) -> bool:
        """Whether the same would be said of the same text again: nothing went wrong that may go well next time."""
        is_own = self.error == self.analysis.left_out
        return self.file is not None and is_own and not self.problems and not self.analysis.crashes

    def cell_of(self, line: int) -> tuple[int | None, int]:
        """A line of the file's text as a reader finds it, from 1: its cell, None outside notebooks; its line there."""
        if self.file is None or self.file.notebook is None:
            return None, line
        return self.file.notebook.place(line)

    def line_of(self, cell: int, line: int) -> int:
        """The line of the file's text that is a line of a cell, by its number.

        Raises files.FileError where there are no such ones.
        """
        notebook = self.file.notebook if self.file is not None else None
        found = next((at for at, it in enumerate(notebook.cells) if it.number == cell), None) if notebook else None
        if notebook is None or found is None:
            raise files.FileError(self.path, f"has no cell {cell} of Python")
        last = notebook.cells[found].length
        if not 1 <= line <= last:
            raise files.FileError(self.path, f"has {counted(last, 'line')} in cell {cell}, and no line {line}")
        return notebook.markers[found] + line

    def named(self, line: int) -> str:
        """A line of the file's text in a sentence: ``line 8``, ``cell 3, line 8``."""
        return in_words(*self.cell_of(line))

    def located(self, span: Span) -> tuple[int | None, Source, Span]:
        """A stretch of the file's text as a reader finds it: in which cell, in what text, and where there."""
        if self.file is None or self.file.notebook is None:
            return None, self._source, span
        at, inside = self.file.notebook.located(span)
        cell = self.file.notebook.cells[at]
        return cell.number, cell.source, inside

    def located_related(self, related: Related) -> tuple[int | None, Span]:
        """The same for a place that explains a finding, which may be in another file: in which cell, and where."""
        if related.path is not None:
            return None, related.span
        cell, _, span = self.located(related.span)
        return cell, span

    def divided(self, fix: Fix) -> Iterator[tuple[int | None, Span, str]]:
        """The edits of a fix as a reader makes them: in which cell, where, and the new text."""
        if self.file is None or self.file.notebook is None:
            yield from ((None, edit.span, edit.text) for edit in fix.edits)
        else:
            notebook = self.file.notebook
            for edit in notebook.divided((edit.span, edit.text) for edit in fix.edits):
                yield notebook.cells[edit.cell].number, edit.span, edit.text

    @cached_property
    def _source(self) -> Source:
        return Source(self.file.text if self.file is not None else "")

    def place(self, line: int) -> str:
        """A line of the file's text after the file's name: ``train.py:8``, ``train.ipynb:cell 3:8``."""
        cell, line = self.cell_of(line)
        return f"{shown(self.path)}:{line}" if cell is None else f"{shown(self.path)}:cell {cell}:{line}"


def examine(
    project: Project,
    found: Path | files.FileError,
    work: Callable[[files.SourceFile], FileReport],
    *,
    read: Callable[[Path], files.SourceFile] = files.read,
) -> FileReport:
    """Read a file and do ``work`` on it. Whatever goes wrong with it is in the report, and nothing is raised.

    A file whose configuration is broken is left alone: what is reported there, or mended, is not known.
    """
    if isinstance(found, files.FileError):
        return FileReport(found.path, error=found.message)
    problems = project.problems(found)
    if problems:
        return FileReport(found, problems=problems)
    try:
        report = work(read(found))
        return replace(report, error=report.error or report.analysis.left_out)
    except files.FileError as error:
        return FileReport(found, error=error.message)
    except Exception as error:  # a bug of ours that one file brings out must not hide what is wrong in the others
        message = f"could not be analysed, which is a bug in TensorTidy: {type(error).__name__}: {error}"
        return FileReport(found, error=message)


def shown(path: Path) -> str:
    """A path as people want to read it: relative where it lies below the current folder."""
    whole = files.absolute(path)
    return str(whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else path)


def counted(number: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
