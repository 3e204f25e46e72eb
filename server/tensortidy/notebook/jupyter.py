"""Jupyter's own Python made plain Python, line by line, and back again.

Magics, shell commands and questions become ``pass`` with a comment, since a cell that ends with one displays nothing
else; cells in other languages become comments, and so do statements whose brackets or strings are never closed. What
is hidden so stands behind a character that no program has, so that each line can be turned back into what it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MARK = "\ue000"
"""Stands where something is hidden from Python: a character of private use, by which its line is known again."""

# Cell magics whose cell is Python, run in the notebook's own namespace.
_OF_PYTHON = frozenset({
    "capture", "debug", "memit", "mprun", "notify", "prun", "pyinstrument", "scalene", "snakeviz", "time", "timeit",
    "wandb",
})  # fmt: skip
_CELL_MAGIC = re.compile(r"%%(\w+)(?!.*\?\s*$)")
# %matplotlib inline, !pip install, ?name; `,` `;` and `/` begin calls without brackets
_MAGIC = re.compile(r"(?P<before>\s*)(?=[%!?,;/])")
# %time history = model.fit(x, y): run as it stands, its value displayed like any other
_TIMED = re.compile(r"(?P<before>\s*)(?P<magic>%time[ \t]+)(?=[^\s\-])(?P<code>.*)", re.DOTALL)
# files = !ls
_ASSIGNED = re.compile(r"(?P<before>\s*[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*\s*=\s*)(?=[%!])")
_TOKEN = re.compile(r"""\"\"\"|'''|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\#.*|[()\[\]{}]""")
_END = {quotes: re.compile(rf"(?:\\.|[^\\])*?{quotes}", re.DOTALL) for quotes in ('"""', "'''")}
_HIDDEN = re.compile(rf'(?:pass  |get_ipython\(\)  )?#{MARK}|"{MARK}(?P<shown>%time[ \t]+)"; ')
# So many statements of one cell may be left open, before the rest of it is left out.
_MOST_OPEN = 8


# ---------------------------------------------------------------- there


def python(lines: Sequence[str]) -> list[str]:
    """The lines of a cell, with their line breaks, as Python; as many as there were."""
    first = 0
    while first < len(lines):
        found = _CELL_MAGIC.match(lines[first])
        if found is not None and found[1] not in _OF_PYTHON:
            return [_comment(line) for line in lines]
        if lines[first].strip() and found is None:
            break
        first += 1
    if first < len(lines) and lines[first][0].isspace():  # Jupyter moves such a cell to the left
        return [_comment(line) for line in lines]
    return [*map(_comment, lines[:first]), *_closed(lines[first:])]


def _closed(lines: Sequence[str]) -> list[str]:
    """The lines of Python in a cell. Statements that it never ends are left out, with what belongs to them."""
    head: list[str] = []
    tail: list[str] = []
    for _ in range(_MOST_OPEN):
        scanner, begins, translated = _Scanner(), 0, list[str]()
        for number, line in enumerate(lines):
            if scanner.is_between and line.strip() and not line.lstrip().startswith("#"):
                begins = number
            translated.append(scanner.translated(line))
        if scanner.is_inside:
            end = begins + 1
            while end < len(lines) and _belongs(lines[end], lines[begins]):
                end += 1
            head += [*translated[:begins], _hidden(lines[begins]), *map(_comment, lines[begins + 1 : end])]
            lines = lines[end:]
        elif scanner.is_unfinished:
            tail = [_hidden(lines[begins]), *map(_comment, lines[begins + 1 :]), *tail]
            lines = lines[:begins]
        else:
            return [*head, *translated, *tail]
    return [*head, *map(_comment, lines), *tail]


def _belongs(line: str, opening: str) -> bool:
    """Whether a line goes on with a statement that is left open: it is indented more, or closes a bracket."""
    return not line.strip() or _depth(line) > _depth(opening) or line.lstrip()[0] in ")]}"


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _comment(line: str) -> str:
    return f"#{MARK}{line}" if line.strip() else line


def _hidden(line: str) -> str:
    """A statement that does nothing, in a line's place."""
    indent = line[: _depth(line)]
    return f"{indent}pass  #{MARK}{line[len(indent) :]}"


class _Scanner:
    """Reads the lines of a cell one after another, to know which of them begin a statement."""

    def __init__(self) -> None:
        self._depth = 0
        self._quotes = ""
        self._goes_on = False
        self._is_magic = False
        self._first = self._last = ""

    @property
    def is_inside(self) -> bool:
        """Whether a bracket, a string or a line is still to be continued."""
        return bool(self._depth or self._quotes or (self._goes_on and not self._is_magic))

    @property
    def is_between(self) -> bool:
        """Whether the next line begins a statement, of Python or of Jupyter."""
        return not self.is_inside and not self._goes_on

    @property
    def is_unfinished(self) -> bool:
        """Whether the last statement is a header or a decorator, which would take what comes next for its own."""
        return self._last.endswith(":") or self._first.startswith("@")

    def translated(self, line: str) -> str:
        """The next line, as Python."""
        if self._is_magic and self._goes_on:
            self._goes_on = _is_continued(line)
            return _comment(line)
        begins = not self.is_inside
        timed = _TIMED.fullmatch(line) if begins else None
        if timed is not None and _is_whole(timed["code"]):
            self._first = self._last = timed["code"].strip()
            return f'{timed["before"]}"{MARK}{timed["magic"]}"; {timed["code"]}'
        magic = (_MAGIC.match(line) or _ASSIGNED.match(line)) if begins else None
        code = line if magic is not None else self._scan(line)
        if magic is None and begins and not self.is_inside and code.rstrip().endswith("?"):
            magic = re.match(r"(?P<before>\s*)", line)
        self._is_magic = magic is not None
        if magic is not None or code.strip():
            self._last = "" if magic is not None else code.rstrip()
            self._first = self._last.lstrip() if begins else self._first
        if magic is None:
            # a line that would look like the beginning of a cell
            return _comment(line) if re.match(r"#[ \t]*%%", line) else line
        self._goes_on = _is_continued(line)
        before = magic["before"]
        done = "get_ipython()" if "=" in before else "pass"
        return f"{before}{done}  #{MARK}{line[len(before) :]}"

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


def _is_whole(code: str) -> bool:
    """Whether a line closes all that it opens."""
    scanner = _Scanner()
    scanner.translated(code)
    return scanner.is_between and not scanner.is_unfinished


# ---------------------------------------------------------------- and back


def original(text: str) -> str:
    """What a text of lines was before it was made Python."""
    return _HIDDEN.sub(lambda found: found["shown"] or "", text) if MARK in text else text


def hides(line: str) -> tuple[int, int, int] | None:
    """Where a line of Python stands for something else: the columns around what was put in, and how much it hides.

    None for lines that are what they were.
    """
    found = _HIDDEN.search(line) if MARK in line else None
    return (found.start(), found.end(), len(found["shown"] or "")) if found is not None else None


def column_in_cell(line: str, column: int) -> int:
    """The column in the cell of a column in a line of Python."""
    place = hides(line)
    if place is None or column <= place[0]:
        return column
    start, end, shown = place
    return start + shown + max(column - end, 0)


def column_in_text(line: str, column: int) -> int:
    """The column in a line of Python of a column in its cell."""
    place = hides(line)
    if place is None or column < place[0] + place[2]:
        return column
    start, end, shown = place
    return column + end - start - shown
