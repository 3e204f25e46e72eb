"""Changed cells put back into a notebook's JSON: the lines that changed, and not one byte around them."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tensortidy.notebook.cells import Notebook

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True)
class _Strings:
    """Where the ``source`` of a cell stands in the JSON: a string, or a list of strings from ``[`` to behind ``]``."""

    start: int
    end: int
    literals: tuple[tuple[int, int], ...]
    is_list: bool


def write_notebook(document: str, notebook: Notebook, text: str) -> str:
    """The JSON of a notebook, as it was read from ``document``, where its text as Python is ``text``.

    Raises ValueError where that has other cells.
    """
    new = notebook.rewritten(text)
    changed = [
        (cell.number, cell.source.text, after)
        for cell, after in zip(notebook.cells, new, strict=True)
        if cell.source.text != after
    ]
    if not changed:
        return document
    places = _sources(document)
    in_ascii = document.isascii()
    edits: list[tuple[int, int, str]] = []
    for number, before, after in changed:
        strings = places[number - 1]
        write = _in_list if strings.is_list else _in_string
        edits += write(document, strings, before, after, in_ascii)
    pieces, at = [], 0
    for start, end, piece in sorted(edits):
        pieces += [document[at:start], piece]
        at = end
    return "".join([*pieces, document[at:]])


def _changes(before: str, after: str) -> Iterator[tuple[int, int, list[str]]]:
    """The stretches of whole lines that are different: from where to where in ``before``, and the new lines."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for kind, first, last, begin, end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if kind != "equal":
            yield starts[first], starts[last], new[begin:end]


def _in_string(
    document: str, strings: _Strings, before: str, after: str, in_ascii: bool
) -> Iterator[tuple[int, int, str]]:
    """Edits of a source that is one string: what stands for a character may be written with several."""
    [(start, end)] = strings.literals
    ends = [start + 1, *(found.end() for found in _CHARACTER.finditer(document, start + 1, end - 1))]
    for first, last, lines in _changes(before, after):
        yield ends[first], ends[last], json.dumps("".join(lines), ensure_ascii=in_ascii)[1:-1]


def _in_list(
    document: str, strings: _Strings, before: str, after: str, in_ascii: bool
) -> Iterator[tuple[int, int, str]]:
    """Edits of a source that is a list of strings, most often one for each line."""
    literals = strings.literals
    texts = [json.loads(document[start:end]) for start, end in literals]
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text))
    done = 0
    for first, last, lines in _changes(before, after):
        low = max(at for at in range(len(starts)) if starts[at] <= first and at >= done)
        high = min(at for at in range(low, len(starts)) if starts[at] >= last)
        whole = before[starts[low] : first] + "".join(lines) + before[last : starts[high]]
        new = [json.dumps(line, ensure_ascii=in_ascii) for line in _LINE.findall(whole)]
        yield _put(strings, low, high, new, _comma(document, strings, low))
        done = high


def _put(strings: _Strings, low: int, high: int, new: Sequence[str], comma: str) -> tuple[int, int, str]:
    """The edit that puts new strings in the place of some in a list, or between two of them."""
    literals, text = strings.literals, comma.join(new)
    if not literals:
        return strings.start + 1, strings.end - 1, text
    if low == high and low > 0:
        return literals[low - 1][1], literals[low - 1][1], f"{comma}{text}"
    if low == high:
        return literals[0][0], literals[0][0], f"{text}{comma}"
    if new:
        return literals[low][0], literals[high - 1][1], text
    if low > 0:
        return literals[low - 1][1], literals[high - 1][1], ""
    if high < len(literals):
        return literals[0][0], literals[high][0], ""
    return strings.start + 1, strings.end - 1, ""


def _comma(document: str, strings: _Strings, at: int) -> str:
    """What stands between two strings of a list, near one of them."""
    if len(strings.literals) > 1:
        left = min(max(at - 1, 0), len(strings.literals) - 2)
        return document[strings.literals[left][1] : strings.literals[left + 1][0]]
    lead = document[strings.start + 1 : strings.literals[0][0]] if strings.literals else ""
    return f",{lead}" if lead else ", "


def _sources(document: str) -> list[_Strings]:
    """Where the source of each cell stands in a notebook's JSON, which is known to be one."""
    tokens = _Tokens(document)
    found = []
    for cell in tokens.items(dict(tokens.members(0))["cells"]):
        at = dict(tokens.members(cell))["source"]
        is_list = tokens.kind(at) == "["
        literals = tuple(tokens.places[item] for item in (tokens.items(at) if is_list else (at,)))
        found.append(_Strings(tokens.places[at][0], tokens.places[tokens.after(at) - 1][1], literals, is_list))
    return found


class _Tokens:
    """The tokens of a valid JSON text, by index, and what belongs together of them."""

    def __init__(self, document: str) -> None:
        self._document = document
        self.places = [found.span() for found in _TOKEN.finditer(document)]

    def kind(self, at: int) -> str:
        """The first character of a token."""
        return self._document[self.places[at][0]]

    def after(self, at: int) -> int:
        """The token behind the value that begins with a token."""
        depth = 0
        while True:
            kind = self.kind(at)
            depth += (kind in "[{") - (kind in "]}")
            at += 1
            if not depth:
                return at

    def items(self, at: int) -> Iterator[int]:
        """The tokens that the values in a list begin with."""
        at += 1
        while self.kind(at) != "]":
            yield at
            at = self.after(at)
            at += self.kind(at) == ","

    def members(self, at: int) -> Iterator[tuple[str, int]]:
        """The keys of an object, each with the token that its value begins with; of two alike, the last one counts."""
        at += 1
        while self.kind(at) != "}":
            start, end = self.places[at]
            yield json.loads(self._document[start:end]), at + 2
            at = self.after(at + 2)
            at += self.kind(at) == ","
