"""CUDA toolkits: which version the variables of an environment name, and which of them name another one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tensortidy.environment.document import Assignment, Environment

HOMES = ("CUDA_HOME", "CUDA_PATH", "CUDA_ROOT", "CUDA_DIR", "CUDA_TOOLKIT_ROOT_DIR")
"""Variables that name the toolkit, in the order of their rank."""
PROGRAMS = "PATH"
LIBRARIES = ("LD_LIBRARY_PATH", "LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_SEARCHED = frozenset({PROGRAMS, *LIBRARIES})

# cuda-11.2, cuda/11.2, CUDA\v11.2: a folder's name, and not the end of cudnn-8.1-cuda-11.2
_TOOLKIT = re.compile(r"(?:^|[/\\])cuda(?:-(\d+(?:\.\d+)*)|[/\\]v?(\d+\.\d+(?:\.\d+)*))(?=[/\\]|$)", re.IGNORECASE)
_ENTRIES = re.compile(r"[^:;]+")
_UNKNOWN, _ITSELF = "\0", "\1"

# Who assigns more of these, in so many characters, wrote no profile; and variables within variables go no deeper.
_MOST_ASSIGNMENTS = 300
_DEEPEST = 5
_LONGEST = 8_000


@dataclass(frozen=True)
class Entry:
    """One folder of a variable. ``start`` and ``end`` hold its toolkit in the text; None where it is not as written."""

    variable: Assignment
    version: str
    root: str
    start: int
    end: int | None
    before_itself: bool
    expands: bool


@dataclass(frozen=True)
class Mismatch:
    """An entry of another toolkit than the one that ``other`` names."""

    entry: Entry
    other: Entry


def mismatches(environment: Environment) -> Iterator[Mismatch]:
    """The entries whose toolkit is no other variable's, where the two hold together.

    A variable that also has the right toolkit, found first, may have the other for something else.
    """
    wanted = [item for item in environment.assignments if item.name in _SEARCHED or item.name in HOMES]
    length = sum(item.end - item.start for item in wanted)
    if not 2 <= len(wanted) <= _MOST_ASSIGNMENTS or length > _LONGEST:
        return
    values = _Values(environment)
    entries = {item: list(values.entries(item)) for item in wanted}
    for item in wanted:
        for entry in entries[item]:
            others = [one for one in wanted if _ranks_above(one, item, wanted) and _is_around(one, item)]
            known = [(one, entries[one]) for one in others]
            if any(_same(entry.version, other.version) for _, found in known for other in found):
                continue
            named = [other for _, found in known for other in found]
            is_vague = any(not found for one, found in known if one.name in HOMES)
            if not named or is_vague or _is_second(entry, named[0].version, entries):
                continue
            before = [other for other in named if other.variable.start < item.start]
            yield Mismatch(entry, before[-1] if before else named[0])


def _ranks_above(one: Assignment, item: Assignment, wanted: Sequence[Assignment]) -> bool:
    """Whether what ``one`` names is the measure for ``item``: a home for paths, and PATH for libraries without one."""
    if one.name in HOMES:
        return item.name not in HOMES or HOMES.index(one.name) < HOMES.index(item.name)
    has_home = any(home.name in HOMES for home in wanted)
    return one.name == PROGRAMS and item.name in LIBRARIES and not has_home


def _is_around(one: Assignment, item: Assignment) -> bool:
    """Whether one assignment holds wherever another does."""
    return item.block[: len(one.block)] == one.block


def _same(one: str, other: str) -> bool:
    """Whether two versions may be one: 11 is a link to some 11.2."""
    return all(left == right for left, right in zip(one.split("."), other.split("."), strict=False))


def _is_second(entry: Entry, version: str, entries: Mapping[Assignment, Sequence[Entry]]) -> bool:
    """Whether the same variable has an entry of this version that is found before."""
    for item, found in entries.items():
        right = [one for one in found if _same(one.version, version)]
        together = _is_around(item, entry.variable) or _is_around(entry.variable, item)
        if item.name != entry.variable.name or not right or not together:
            continue
        if item is entry.variable:
            if any(one.start < entry.start for one in right):
                return True
        elif item.start > entry.variable.start:
            if any(one.before_itself for one in right):
                return True
        elif not entry.before_itself:
            return True
    return False


class _Values:
    """What the variables of an environment hold, as far as that is written down."""

    def __init__(self, environment: Environment) -> None:
        self._by_name: dict[str, list[Assignment]] = defaultdict(list)
        for item in environment.assignments:
            self._by_name[item.name].append(item)

    def entries(self, item: Assignment) -> Iterator[Entry]:
        """The folders of a variable that belong to a toolkit of some version."""
        pieces = list(self._pieces(item))
        text = "".join(piece.text for piece in pieces)
        if len(text) > _LONGEST:
            return
        itself = -1 if item.appends else text.find(_ITSELF)
        for found in _ENTRIES.finditer(text):
            toolkit = _TOOLKIT.search(found[0])
            if toolkit is None or (item.name in HOMES and found[0][toolkit.end() :] not in ("", "/", "\\")):
                continue
            root = found[0][: toolkit.end()]
            start = _place(pieces, found.start(), is_end=False)
            end = _place(pieces, found.start() + toolkit.end(), is_end=True)
            yield Entry(
                variable=item,
                version=toolkit[1] or toolkit[2],
                root="" if _UNKNOWN in root or _ITSELF in root else root,
                start=item.start if start is None else start,
                end=end if start is not None else None,
                before_itself=not item.appends and (itself < 0 or found.start() < itself),
                expands=_expands(pieces, found.start()),
            )

    def _pieces(self, item: Assignment) -> Iterator[_Piece]:
        for part in item.parts:
            if part.text:
                # what a part says in other words than its own has one place, its whole
                is_plain = len(part.text) == part.end - part.start
                yield _Piece(part.text, part.start, part.end, is_plain, part.expands)
            elif part.variable == item.name:
                yield _Piece(_ITSELF, part.start, part.end, False, True)
            else:
                value = self._value(part.variable, item) if part.is_exact else None
                yield _Piece(value or _UNKNOWN, part.start, part.end, False, True)

    def _value(self, name: str, at: Assignment, depth: int = 0) -> str | None:
        """What a variable holds at an assignment, where only one place says so, and in so many letters."""
        found = self._by_name.get(name, [])
        if len(found) != 1 or name in _SEARCHED or depth > _DEEPEST:
            return None
        [item] = found
        if item.statement[0] >= at.statement[0] or not _is_around(item, at) or item.appends:
            return None
        texts: list[str] = []
        for part in item.parts:
            text = part.text or (self._value(part.variable, item, depth + 1) if part.is_exact else None)
            if not text:
                return None
            texts.append(text)
        whole = "".join(texts)
        return whole if len(whole) <= _LONGEST else None


@dataclass(frozen=True)
class _Piece:
    """A stretch of a value as it will be, and where it stands in the document."""

    text: str
    start: int
    end: int
    is_plain: bool
    expands: bool


def _place(pieces: Iterable[_Piece], index: int, *, is_end: bool) -> int | None:
    """The place in the document of a place in a value; None for one inside of what is written otherwise."""
    for piece in pieces:
        if index < len(piece.text) or (is_end and index == len(piece.text)):
            if piece.is_plain:
                return piece.start + index
            if index == len(piece.text):
                return piece.end
            return piece.start if index == 0 else None
        index -= len(piece.text)
    return None


def _expands(pieces: Iterable[_Piece], index: int) -> bool:
    """Whether ``$NAME`` would be replaced at a place of a value."""
    for piece in pieces:
        if index < len(piece.text):
            return piece.expands
        index -= len(piece.text)
    return False
