"""Where the lines of a text begin. After an edit, only the stretch around it is looked at again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_LONGEST = 128  # lines of a stretch


@dataclass(frozen=True)
class _Stretch:
    """Some whole lines: where each begins, counted from the first one, and how many characters they have."""

    starts: tuple[int, ...]
    length: int


class Lines:
    """The lines of one text, split at ``\\n``, ``\\r\\n`` and ``\\r``.

    Lines count from 1, offsets from 0 in code points. A text that ends with a line break has an empty line behind it.
    """

    def __init__(self, stretches: Iterable[_Stretch]) -> None:
        self._stretches = tuple(stretches)
        *self._lines_before, self.count = accumulate((len(item.starts) for item in self._stretches), initial=0)
        *self._begins, self._length = accumulate((item.length for item in self._stretches), initial=0)

    @classmethod
    def of(cls, text: str) -> Lines:
        """The lines of a text."""
        return cls(_stretches(_starts(text), len(text)))

    def start(self, line: int) -> int:
        """Where a line of the text begins."""
        at = bisect_right(self._lines_before, line - 1) - 1
        return self._begins[at] + self._stretches[at].starts[line - 1 - self._lines_before[at]]

    def at(self, offset: int) -> int:
        """The line that a character is on, or that ends at the text's end."""
        at = self._stretch_at(offset)
        return self._lines_before[at] + bisect_right(self._stretches[at].starts, offset - self._begins[at])

    def after(self, start: int, end: int, text: str) -> Lines:
        """The lines of ``text``, in which something else stands for what stood between two offsets."""
        # a line break may come to be or go where the edit meets what is around it: \r and \n are one
        first, last = self._stretch_at(max(start - 1, 0)), self._stretch_at(end)
        begin = self._begins[first]
        stop = self._begins[last] + self._stretches[last].length + len(text) - self._length
        starts = _starts(text[begin:stop])
        behind = self._stretches[last + 1 :]
        if behind:
            starts = starts[:-1]  # the line behind is the first one of the next stretch
        return Lines((*self._stretches[:first], *_stretches(starts, stop - begin), *behind))

    def _stretch_at(self, offset: int) -> int:
        return bisect_right(self._begins, offset) - 1


def _starts(text: str) -> tuple[int, ...]:
    """Where the lines of a text begin."""
    if "\r" in text:
        return (0, *(found.end() for found in _LINE_BREAK.finditer(text)))
    lengths = map(len, text.split("\n")[:-1])
    return tuple(accumulate(lengths, lambda start, length: start + length + 1, initial=0))


def _stretches(starts: tuple[int, ...], length: int) -> Iterator[_Stretch]:
    """Lines, by where they begin, in stretches that are not too long."""
    for first in range(0, len(starts), _LONGEST):
        some = starts[first : first + _LONGEST]
        end = starts[first + _LONGEST] if first + _LONGEST < len(starts) else length
        yield _Stretch(tuple(start - some[0] for start in some) if first else some, end - some[0])
