"""Cells of a notebook that a shell runs, checked as profiles are; what is found stands in the notebook's text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tensortidy.environment import Environment, Kind, read
from tensortidy.notebook import ShellCell, shell_cells
from tensortidy.rule import Finding
from tensortidy.source import Source, Suppression


@dataclass(frozen=True)
class ShellPart:
    """A cell in the language of a shell, and what it says of environment variables."""

    cell: ShellCell
    environment: Environment

    def placed(self, finding: Finding) -> Finding:
        """A finding in the cell as one in the notebook's text."""
        related = tuple(
            item if item.path is not None else replace(item, span=self.cell.in_text(item.span))
            for item in finding.related
        )
        fix = finding.fix
        if fix is not None:
            edits = (
                replace(edit, span=self.cell.in_text(edit.span), text=self.cell.as_comment(edit.text))
                for edit in fix.edits
            )
            fix = replace(fix, edits=tuple(edits))
        return replace(finding, span=self.cell.in_text(finding.span), related=related, fix=fix)

    @property
    def suppressions(self) -> Iterator[Suppression]:
        """The comments for TensorTidy in the cell, where they stand in the notebook's text."""
        before, place = self.cell.before, self.cell.in_text
        for item in self.environment.suppressions:
            yield replace(
                item,
                line=item.line + before,
                names=tuple((name, place(span)) for name, span in item.names),
                comment=place(item.comment),
                directive=place(item.directive),
                last=item.last + before if item.last else 0,
            )


def shell_parts(source: Source) -> list[ShellPart]:
    """What the cells of a notebook's text say that a shell runs; nothing for other texts."""
    return [ShellPart(cell, read(cell.source, Kind.SHELL)) for cell in shell_cells(source)]


def with_shell(suppressions: Sequence[Suppression], parts: Sequence[ShellPart]) -> tuple[Suppression, ...]:
    """All comments for TensorTidy in a text: those of Python, and in cells of a shell what they are there."""
    if not parts:
        return tuple(suppressions)
    of_python = (item for item in suppressions if not any(part.cell.covers(item.line) for part in parts))
    return tuple(sorted((*of_python, *(item for part in parts for item in part.suppressions)), key=lambda it: it.line))
