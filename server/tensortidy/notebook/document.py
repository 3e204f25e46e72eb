"""A notebook's JSON (nbformat 4), read: which of its cells hold Python."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tensortidy.notebook.cells import Cell, Notebook
from tensortidy.notebook.jupyter import MARK
from tensortidy.source import Source

_FORMAT = 4
# JSON can spell half a character, with which nothing can be done; and our own mark is nobody else's.
_UNUSABLE = re.compile(f"[\ud800-\udfff{MARK}]")


class NotebookError(ValueError):
    """A text that is no notebook, with a message for people that goes on after the file's name."""


def read_notebook(text: str) -> Notebook:
    """The code of a notebook, given as JSON. A notebook in another language than Python has none.

    Raises NotebookError for what is no JSON, and for JSON that is no notebook of format 4.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise NotebookError(f"is no notebook: JSON is expected, and in {place} there is none ({error.msg})") from error
    except RecursionError as error:
        raise NotebookError("is no notebook: its JSON is nested too deep") from error
    return Notebook(tuple(Cell(number, Source(usable(source))) for number, source in _code_cells(document)))


def usable(text: str) -> str:
    """A text of as many characters without those that nothing can be done with."""
    return _UNUSABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _code_cells(document: Any) -> Iterator[tuple[int, str]]:
    """The number and the text of each cell that holds Python."""
    if not isinstance(document, dict) or not isinstance(document.get("nbformat"), int):
        raise NotebookError("is no notebook: an object with a number `nbformat` is expected")
    if document["nbformat"] != _FORMAT:
        found = document["nbformat"]
        raise NotebookError(f"is of nbformat {found}, and {_FORMAT} is expected: save it with a current Jupyter")
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise NotebookError("is no notebook: a list `cells` is expected")
    metadata = document.get("metadata")
    for number, cell in enumerate(cells, start=1):
        source = cell.get("source") if isinstance(cell, dict) else None
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            raise NotebookError(f"has a broken cell {number}: `source` is expected to be text, or a list of lines")
        if cell.get("cell_type") == "code" and _is_python(metadata) and _is_python(cell.get("metadata")):
            yield number, source


def _is_python(metadata: Any) -> bool:
    """Whether the metadata of a notebook, or of a cell, name Python or nothing."""
    languages = (("kernelspec", "language"), ("language_info", "name"), ("vscode", "languageId"))
    for outer, inner in languages:
        part = metadata.get(outer) if isinstance(metadata, dict) else None
        language = part.get(inner) if isinstance(part, dict) else None
        if isinstance(language, str) and "python" not in language.lower() and language.lower() != "shellscript":
            return False
    return True
