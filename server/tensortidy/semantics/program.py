"""The files of a project as far as other files need them: summaries, made once and kept.

A file's model, with its tree, lives only while something is asked of it; what was answered stays.
"""

from __future__ import annotations

import ast
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.callers import Callers, words
from tensortidy.semantics.exports import File
from tensortidy.semantics.grounds import Grounds, Located
from tensortidy.semantics.imports import Imports
from tensortidy.semantics.model import Model
from tensortidy.semantics.summaries import Found, Interrupted, go_on
from tensortidy.semantics.values import Answer
from tensortidy.semantics.view import View
from tensortidy.source import Source
from tensortidy.syntax import Syntax, parse, parse_by_cpython

Read = Callable[[Path], "str | None"]
Paths = Callable[[Path], Sequence[Path]]

# Files with so many characters together keep their trees: what is asked of a file is mostly asked in one go.
_LIVING_TEXT = 400_000
# A name is handed on through so many files at most.
_LONGEST_CHAIN = 8


class Program:
    """What is known of the files of one project.

    ``read`` gives the text of a file, None where it cannot be read; texts in an editor before those on disk.
    ``paths`` gives the files of the project that one file belongs to.
    """

    def __init__(self, read: Read, knowledge: Knowledge, paths: Paths = lambda _: ()) -> None:
        self.knowledge = knowledge
        self.imports = Imports(knowledge.libraries)
        self.read = read
        self.callers_of = Callers(self, paths)
        self.grounds: defaultdict[Path, Grounds] = defaultdict(Grounds)
        """What the answers on each file rest on, beside its own text."""
        self._files: dict[Path, File | None] = {}
        self._parsed: dict[Path, File] = {}
        """Files that were asked about, and are not needed for others yet."""
        self._models: OrderedDict[Path, Model] = OrderedDict()
        self.depth = 0
        """How many answers of other files are being found for one another."""
        self._handed_on = 0
        self.may_read = True
        """Whether answers may take time: while somebody types, only what is known already is told."""
        self.is_complete = True
        """Whether nothing was left out for want of time since the last view was made."""
        self._give_way: Callable[[], None] = go_on
        self._wholly_read: set[Path] = set()
        """Files on whose whole texts answers rest."""
        self._trees: OrderedDict[Path, tuple[str, ast.Module]] = OrderedDict()
        self._modes: dict[tuple[Path, str], Sequence[Answer]] = {}
        self._doubtful_modes: set[tuple[Path, str]] = set()

    def view(self, path: Path, *, may_read: bool = True, give_way: Callable[[], None] = go_on) -> View:
        """The other files as one file sees them. Only one view is asked at a time.

        ``give_way`` is called before each file that is read, and may raise.
        """
        self.may_read = may_read
        self._give_way = give_way
        self.is_complete = True
        return View(self, path)

    def find(self, name: str, path: Path, asking: set[Path]) -> Found | None:
        """What a full name means as ``path`` imports it; the files that it leads through are added to ``asking``."""
        located = self.locate(name, path)
        if located is None:
            return None
        place, names = located
        file = self.file(place)
        if file is None:
            return None
        if self._handed_on >= _LONGEST_CHAIN:  # two files that import a name from each other
            return None
        asking.add(place)
        self._handed_on += 1
        try:
            own = self._of_package(place, path) if not names else None
            return file.find(names, asking) if own is None else own.find((place.stem,), asking)
        finally:
            self._handed_on -= 1

    def locate(self, name: str, path: Path) -> Located | None:
        """The file that a full name leads into, as ``path`` imports it, and the names left to look up in it."""
        located = self.imports.locate(name, path)
        if located is not None or not self.is_outside(name, path):
            self.grounds[path].found(name, located)
        return located

    def is_outside(self, name: str, path: Path) -> bool:
        """Whether an absolute name is known to belong to no file of the project, as asked before."""
        outside = self.imports.is_outside(name, path.parent)
        if outside:
            self.grounds[path].outside.add(name.partition(".")[0])
        return outside

    def _of_package(self, place: Path, path: Path) -> File | None:
        """The ``__init__.py`` beside a module that binds the module's name to something else, as Python prefers it."""
        initial = place.parent / "__init__.py"
        if place.name == "__init__.py" or initial == path:
            return None
        self.grounds[path].files.add(initial)
        if not initial.is_file():
            return None
        file = self.file(initial)
        exported = file.exported(place.stem) if file is not None else None
        is_module = exported == ("import", f".{place.stem}")
        return file if exported is not None and not is_module else None

    def home_of(self, name: str, path: Path) -> tuple[Path, str] | None:
        """The file and the name there of a function that ``path`` imports by this full name."""
        located = self.locate(name, path)
        for _ in range(_LONGEST_CHAIN):
            if located is None or len(located[1]) != 1:
                return None
            file = self.file(located[0])
            exported = file.exported(located[1][0]) if file is not None else None
            if exported is None:
                return None
            if exported[0] != "import":
                return (located[0], exported[1]) if exported[0] == "function" else None
            located = self.locate(exported[1], located[0])
        return None

    def file(self, path: Path) -> File | None:
        """A file by its place; None where it cannot be read."""
        if path not in self._files:
            self.give_way()
            text = self.read(path)
            parsed = self._parsed.pop(path, None)
            if parsed is not None and parsed.text == text:
                self._files[path] = parsed
            else:
                self._files[path] = File(self, path, text) if text is not None else None
        return self._files[path]

    def give_way(self) -> None:
        """Let somebody else come first where there is time for that; it may raise Interrupted."""
        if self.may_read:
            self._give_way()

    def is_known(self, path: Path) -> bool:
        """Whether a file has been looked at."""
        return path in self._files

    def model(self, file: File) -> Model:
        """The model of a file, for as long as it is not pushed out by others."""
        found = self._models.get(file.path)
        if found is None or found.source.text != file.text:
            others = View(self, file.path, file.uses)
            found = Model(file.syntax().module, Source(file.text), knowledge=self.knowledge, others=others)
            self._models[file.path] = found
        self._models.move_to_end(file.path)
        while len(self._models) > 1 and sum(len(model.source.text) for model in self._models.values()) > _LIVING_TEXT:
            self._models.popitem(last=False)
        return found

    def syntax(self, path: Path, source: Source) -> Syntax:
        """The tree of a file's text, which other files that are asked about need not have parsed again."""
        file = self._files.get(path) or self._parsed.setdefault(path, File(self, path, source.text))
        return file.syntax() if file.text == source.text else parse(source)

    def text(self, path: Path, asking: Path) -> str | None:
        """The text of a file, for one whose answers rest on all of it; None where it cannot be read."""
        self._wholly_read.add(path)
        self.grounds[asking].files.add(path)
        self.give_way()
        return self.read(path)

    def parsed(self, path: Path, text: str) -> ast.Module:
        """The tree of a file's text, kept for as long as it is not pushed out by others."""
        if path not in self._trees or self._trees[path][0] != text:
            self._trees[path] = (text, parse_by_cpython(text))
        self._trees.move_to_end(path)
        while len(self._trees) > 1 and sum(len(kept) for kept, _ in self._trees.values()) > _LIVING_TEXT:
            self._trees.popitem(last=False)
        return self._trees[path][1]

    def drop_model(self, path: Path) -> None:
        """Build a file's model anew when it is next asked for."""
        self._models.pop(path, None)

    def change(self, path: Path, text: str | None, give_way: Callable[[], None] = go_on) -> frozenset[Path]:
        """Take over a file's new text (None: it is gone); says which files' answers may change with it.

        They do not where everything that was asked of the file has the same answer as before; that is not found out
        where ``give_way`` raises Interrupted.
        """
        self.may_read = True  # the answers of both texts are compared
        self._give_way = give_way
        called = self.callers_of.forget(path) | (words(text)[1] if text is not None and self._modes else frozenset())
        self.grounds.pop(path, None)
        old = self._files.pop(path, None)
        self.drop_model(path)
        if old is not None and text == old.text:
            self._files[path] = old
            return frozenset()
        changed = {path} & self._wholly_read
        if old is not None:
            new = self._files[path] = File(self, path, text) if text is not None else None
            if new is None or not old.answers_as(new):
                changed |= self._forget_dependents(path) | {path}
        for callee in self._called_otherwise(path, called):
            changed |= self._forget_dependents(callee) | {callee}
            if (known := self._files.get(callee)) is not None:
                known.forget()
        return frozenset(changed)

    def callers(self, path: Path, name: str) -> Sequence[Answer]:
        """The grad modes in which other files of the project are known to call a function of a file."""
        key = (path, name)
        self.grounds[path].callers.add(name)
        if self.may_read:
            self._modes[key] = self.callers_of.modes(path, name)
            self._doubtful_modes.discard(key)
        elif key not in self._modes or key in self._doubtful_modes:
            self.is_complete = False
        return self._modes.get(key, ())

    def _called_otherwise(self, path: Path, names: frozenset[str]) -> frozenset[Path]:
        """The files whose functions are called in other modes, now that a file calls these names otherwise."""
        found: set[Path] = set()
        pending = [(path, names)]
        while pending:
            caller, called = pending.pop()
            for key in [key for key in self._modes if key[0] != caller and key[1] in called]:
                self._doubtful_modes.add(key)
                try:
                    modes = self.callers_of.modes(*key)
                except Interrupted:
                    self._doubtful_modes.update(self._modes)
                    self.callers_of.forget()
                    return frozenset(asked for asked, _ in self._modes)
                self._doubtful_modes.discard(key)
                if modes != self._modes[key]:
                    self._modes[key] = modes
                    found.add(key[0])
                    self.drop_model(key[0])
                    pending.append((key[0], self.callers_of.forget(key[0])))
        return frozenset(found)

    def forget(self) -> None:
        """Look at every file again when next asked."""
        self._doubtful_modes.update(self._modes)
        self.imports.forget()
        self.callers_of.forget()
        self.grounds.clear()
        self._files.clear()
        self._parsed.clear()
        self._models.clear()
        self._trees.clear()

    def _forget_dependents(self, path: Path) -> frozenset[Path]:
        """Forget what rests on a file; says for which files."""
        dependents = self._dependents(path)
        for dependent in dependents:
            known = self._files.get(dependent)
            if known is not None:
                known.forget()
        return dependents

    def _dependents(self, path: Path) -> frozenset[Path]:
        """The files whose answers rest on a file, directly or through others."""
        found: set[Path] = set()
        pending = [path]
        while pending:
            changed = pending.pop()
            for other in self._files.values():
                if other is not None and changed in other.uses and other.path not in found:
                    found.add(other.path)
                    pending.append(other.path)
        return frozenset(found)
