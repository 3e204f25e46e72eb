"""What answers rest on, in a form that outlives the run: texts as digests, and where imports were found."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from tensortidy import files
from tensortidy.semantics.callers import words
from tensortidy.semantics.grounds import Grounds, Located
from tensortidy.semantics.imports import Imports
from tensortidy.semantics.program import Program

MISSING = ""
"""The digest of what cannot be read."""


class TornError(Exception):
    """Two facts contradict each other: a file changed while it was looked at."""


def digest(raw: bytes) -> str:
    """A short name for what is in a file, which no other content has."""
    return blake2b(raw, digest_size=16).hexdigest()


class Texts:
    """Files as they were when first read, each read once."""

    def __init__(self) -> None:
        self._files: dict[str, files.SourceFile | files.FileError] = {}
        self._digests: dict[str, str] = {}

    def read(self, path: Path) -> files.SourceFile:
        """A file by its absolute path. Raises FileError as ``files.read`` does."""
        name = str(path)
        if name not in self._files:
            try:
                self._files[name] = files.read(path)
            except files.FileError as error:
                self._files[name] = error
        found = self._files[name]
        if isinstance(found, files.FileError):
            raise found
        return found

    def text(self, path: Path) -> str | None:
        """The text of a file; None where it cannot be read."""
        try:
            return self.read(path).text
        except files.FileError:
            return None

    def digest(self, path: str) -> str:
        """What the text of a file is known by, ``MISSING`` where it cannot be read."""
        if path not in self._digests:
            try:
                found = self._files.get(path) or self.read(Path(path))
            except files.FileError as error:
                found = error
            self._digests[path] = digest(found.raw) if isinstance(found, files.SourceFile) else MISSING
        return self._digests[path]


class Lookups:
    """Where names lead to, each looked up once for a folder: files of one folder import them from the same places."""

    def __init__(self, imports: Imports) -> None:
        self._imports = imports
        self._located: dict[str, dict[str, Located | None]] = {}
        self._outside: dict[str, dict[str, bool]] = {}

    def hold(self, path: str, grounds: Grounds) -> bool:
        """Whether names lead where they led from a file, and those that led nowhere still do."""
        folder = os.path.dirname(path)
        located = self._located.setdefault(folder, {})
        for name, found in grounds.imports.items():
            if name not in located:
                located[name] = self._imports.locate(name, Path(path))
            if located[name] != found:
                return False
        outside = self._outside.setdefault(folder, {})
        for name in grounds.outside:
            if name not in outside:
                here = Path(path)
                outside[name] = self._imports.locate(name, here) is None and self._imports.is_outside(name, here.parent)
            if not outside[name]:
                return False
        return True


@dataclass
class FileFacts:
    """A file's digest, and the grounds of the answers on it."""

    digest: str
    grounds: Grounds = field(default_factory=Grounds)

    def add(self, other: FileFacts) -> None:
        """Take over what others found out. Raises TornError where it contradicts what is known."""
        ours, theirs = self.grounds, other.grounds
        same = all(theirs.imports.get(name, found) == found for name, found in ours.imports.items())
        if self.digest != other.digest or not same:
            raise TornError
        ours.files |= theirs.files
        ours.imports.update(theirs.imports)
        ours.outside |= theirs.outside
        ours.callers |= theirs.callers

    def holds(self, path: str, texts: Texts, lookups: Lookups, doubtful: Collection[str]) -> bool:
        """Whether all this is still as it was. The callers of ``doubtful`` names may have changed."""
        return (
            self.grounds.callers.isdisjoint(doubtful)
            and texts.digest(path) == self.digest
            and lookups.hold(path, self.grounds)
        )


@dataclass
class Facts:
    """What the answers of a run rest on.

    ``naming`` says for functions whose callers were asked for which files call something of this name, and whether
    these switch gradients; such files are looked for among those that are ``together``.
    """

    files: dict[str, FileFacts] = field(default_factory=dict)
    naming: dict[str, dict[str, bool]] = field(default_factory=dict)
    together: frozenset[str] = frozenset()

    def add(self, other: Facts) -> None:
        """Take over the facts of another part of the same run. Raises TornError where they contradict these."""
        for path, facts in other.files.items():
            self.files.setdefault(path, FileFacts(facts.digest)).add(facts)
        for name, naming in other.naming.items():
            if self.naming.setdefault(name, naming) != naming:
                raise TornError

    def forget_stale(self, together: Sequence[str], texts: Texts, imports: Imports) -> frozenset[str]:
        """Drop what is no longer true; says on which files answers may be others now."""
        doubtful = self._doubtful(frozenset(together), texts)
        lookups = Lookups(imports)
        changed = {path for path, facts in self.files.items() if not facts.holds(path, texts, lookups, doubtful)}
        stale = self._resting_on(changed)
        for path in changed:
            del self.files[path]
        for name in doubtful:
            del self.naming[name]
        self.together = frozenset(together)
        return stale

    def _doubtful(self, together: frozenset[str], texts: Texts) -> set[str]:
        """The names that other files call than before."""
        if not self.naming:
            return set()
        looked = {path for path in together & self.together if self._digest(path) == texts.digest(path)}
        found: set[str] = set()
        for path in (together | self.together) - looked:
            text = texts.text(Path(path)) if path in together else None
            switches, called = words(text or "")
            for name, naming in self.naming.items():
                if naming.get(path) != (switches if name in called else None):
                    found.add(name)
        return found

    def _digest(self, path: str) -> str | None:
        return self.files[path].digest if path in self.files else None

    def _resting_on(self, changed: Collection[str]) -> frozenset[str]:
        """Files, and all whose answers rest on them, directly or through others."""
        resting: dict[str, list[str]] = {}
        for path, facts in self.files.items() if changed else ():
            for used in facts.grounds.files:
                resting.setdefault(str(used), []).append(path)
        found = set(changed)
        pending = list(changed)
        while pending:
            for path in resting.get(pending.pop(), ()):
                if path not in found:
                    found.add(path)
                    pending.append(path)
        return frozenset(found)


def gather(program: Program, texts: Texts, together: Sequence[Path], naming: dict[str, dict[str, bool]]) -> Facts:
    """What all answers that a program has given rest on. It must have read its files from ``texts``.

    ``naming`` has what was gathered before of who calls functions of a name, and is added to: finding it out anew takes
    a look at every file for every name.
    """
    facts = Facts(naming=naming, together=frozenset(map(str, together)))
    asked: dict[str, Path] = {}
    for path, grounds in program.grounds.items():
        asked.update(dict.fromkeys(grounds.callers, path))
        facts.files[str(path)] = FileFacts(texts.digest(str(path)), grounds)
        for used in grounds.files:
            facts.files.setdefault(str(used), FileFacts(texts.digest(str(used))))
    for name, path in asked.items():
        if name not in naming:
            found = program.callers_of.naming(path, name)
            naming[name] = {str(other): switches for other, switches in found.items()}
    if asked:  # what was not found in them counts too
        for path in together:
            facts.files.setdefault(str(path), FileFacts(texts.digest(str(path))))
    return facts
