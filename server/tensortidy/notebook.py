"""Jupyter notebooks as Python texts: the code cells in their order, and what only Jupyter understands made harmless.

A notebook is JSON (nbformat 4) and is read as that; nothing of it is ever run. Each code cell becomes a line ``# %%``
and the cell's own lines, none of which moves to another line or column, so that a place in the text is a place in a
cell. Magics, shell commands and questions become ``pass`` with a comment, since a cell that ends with one displays
nothing else; cells in other languages become comments, and so do those that Jupyter cannot run for want of a bracket.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

SUFFIX = ".ipynb"
MARKER = re.compile(r"^#[ \t]*%%+(?=\s|$)(?P<title>.*)", re.MULTILINE)
"""The line that begins a cell of a Python file, as Jupytext writes it and as VS Code and Spyder understand it."""

_FORMAT = 4
# Cell magics whose cell is Python, run in the notebook's own namespace.
_OF_PYTHON = frozenset({
    "capture", "debug", "memit", "mprun", "notify", "prun", "pyinstrument", "scalene", "snakeviz", "time", "timeit",
    "wandb",
})  # fmt: skip
_CELL_MAGIC = re.compile(r"%%(\w+)(?!.*\?\s*$)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# %matplotlib inline, !pip install, ?name; `,` `;` and `/` begin calls without brackets
_MAGIC = re.compile(r"(?P<before>\s*)(?=[%!?,;/])")
# files = !ls
_ASSIGNED = re.compile(r"(?P<before>\s*[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*\s*=\s*)(?=[%!])")
_TOKEN = re.compile(r"""\"\"\"|'''|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\#.*|[()\[\]{}]""")
_END = {quotes: re.compile(rf"(?:\\.|[^\\])*?{quotes}", re.DOTALL) for quotes in ('"""', "'''")}
# JSON can spell half a character; nothing can be done with it.
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotebookError(ValueError):
    """A text that is no notebook, with a message for people that goes on after the file's name."""


@dataclass(frozen=True)
class Notebook:
    """A notebook's code as one Python text.

    ``cells`` has for each code cell its number, from 1 over cells of all kinds, and the line of ``text``, from 1, that
    its ``# %%`` stands on.
    """

    text: str
    cells: tuple[tuple[int, int], ...]

    def place(self, line: int) -> tuple[int, int]:
        """The cell that a line of the text is in, by its number, and the line within it; all count from 1."""
        at = max(bisect_right(self.cells, line, key=lambda cell: cell[1]) - 1, 0)
        number, marker = self.cells[at]
        return number, max(line - marker, 1)


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
    lines: list[str] = []
    cells: list[tuple[int, int]] = []
    for number, source in _code_cells(document):
        cells.append((number, len(lines) + 1))
        lines += ["# %%\n", *_python(_LINE.findall(source))]
        if not lines[-1].endswith(("\n", "\r")):
            lines[-1] += "\n"
    return Notebook("".join(lines), tuple(cells))


# ---------------------------------------------------------------- JSON


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
            yield number, _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", source)


def _is_python(metadata: Any) -> bool:
    """Whether the metadata of a notebook, or of a cell, name Python or nothing."""
    languages = (("kernelspec", "language"), ("language_info", "name"), ("vscode", "languageId"))
    for outer, inner in languages:
        part = metadata.get(outer) if isinstance(metadata, dict) else None
        language = part.get(inner) if isinstance(part, dict) else None
        if isinstance(language, str) and "python" not in language.lower():
            return False
    return True


# ---------------------------------------------------------------- Jupyter's own Python


def _python(lines: Sequence[str]) -> list[str]:
    """The lines of a cell as Python; as many as there were."""
    return [MARKER.sub(lambda found: found[0].replace("%%", "##", 1), line) for line in _translated(lines)]


def _translated(lines: Sequence[str]) -> list[str]:
    code = list(lines)
    first = 0
    while first < len(code):
        found = _CELL_MAGIC.match(code[first])
        if found is not None and found[1] not in _OF_PYTHON:
            return [_comment(line) for line in lines]
        if code[first].strip() and found is None:
            break
        code[first] = _comment(code[first])
        first += 1
    if first < len(code) and code[first][0].isspace():  # Jupyter moves such a cell to the left
        return [_comment(line) for line in lines]
    scanner = _Scanner()
    translated = [*code[:first], *map(scanner.translated, code[first:])]
    return [_comment(line) for line in lines] if scanner.is_inside else translated


def _comment(line: str) -> str:
    return f"# {line}" if line.strip() else line


class _Scanner:
    """Reads the lines of a cell one after another, to know which of them begin a statement."""

    def __init__(self) -> None:
        self._depth = 0
        self._quotes = ""
        self._goes_on = False
        self._is_magic = False

    @property
    def is_inside(self) -> bool:
        """Whether a bracket, a string or a line is still to be continued."""
        return bool(self._depth or self._quotes or (self._goes_on and not self._is_magic))

    def translated(self, line: str) -> str:
        """The next line, as Python."""
        if self._is_magic and self._goes_on:
            self._goes_on = _is_continued(line)
            return _comment(line)
        begins = not self.is_inside
        magic = (_MAGIC.match(line) or _ASSIGNED.match(line)) if begins else None
        code = line if magic is not None else self._scan(line)
        if magic is None and begins and not self.is_inside and code.rstrip().endswith("?"):
            magic = re.match(r"(?P<before>\s*)", line)
        self._is_magic = magic is not None
        if magic is None:
            return line
        self._goes_on = _is_continued(line)
        before = magic["before"]
        done = "get_ipython()" if "=" in before else "pass"
        return f"{before}{done}  # {line[len(before) :]}"

    def _scan(self, line: str) -> str:
        """Keep count of brackets and strings; gives the code of the line, without its comment."""
        at, code = 0, line
        while True:
            if self._quotes:
                end = _END[self._quotes].match(line, at)
                if end is None:
                    break
                at, self._quotes = end.end(), ""
            found = _TOKEN.search(line, at)
            if found is None:
                break
            token, at = found[0], found.end()
            if token.startswith("#"):
                code = line[: found.start()]
                break
            if token in _END:
                self._quotes = token
            elif token in "([{":
                self._depth += 1
            elif token in ")]}":
                self._depth = max(self._depth - 1, 0)
        self._goes_on = not self._quotes and code is line and _is_continued(line)
        return code


def _is_continued(line: str) -> bool:
    return line.rstrip("\r\n").endswith("\\")
