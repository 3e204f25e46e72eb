"""Files on disk: found, read with their encoding, and written back without losing anything."""

from __future__ import annotations

import codecs
import io
import os
import shutil
import tempfile
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tensortidy import notebook
from tensortidy.environment import kind_of
from tensortidy.notebook import Notebook, NotebookError, read_notebook, write_notebook

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES = (".py", ".pyi")
WITH_NOTEBOOKS = (*SUFFIXES, notebook.SUFFIX)

# Folders that hold no source of the project's own.
SKIPPED_FOLDERS = frozenset({
    "__pycache__", "node_modules", "site-packages", "build", "dist", "venv", "env", "__pypackages__",
})  # fmt: skip


# .gitignore files in force, the outermost first, each with the folder that it lies in.
_Ignores: TypeAlias = "tuple[tuple[Path, GitIgnoreSpec], ...]"

MOST_BYTES = 100_000_000
"""What is larger is not read: it is data, whatever its name says."""

# Made for names of hosts: a text of any length takes them time that grows with its square.
_FOR_NAMES = ("punycode", "idna")

_ADVICE = "save it as UTF-8, or name its encoding on the first line, as in `# coding: latin-1`"


class FileError(Exception):
    """A file that cannot be read or written, with a message for people. ``path`` is the file."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


@dataclass(frozen=True)
class SourceFile:
    """A file as it was read: its text, its line breaks as they are, and what is needed to write it back.

    Of a notebook ``text`` is the Python in it, and ``notebook`` knows in which cell each line of that stands.
    """

    path: Path
    text: str
    encoding: str
    raw: bytes
    notebook: Notebook | None = None


def absolute(path: Path) -> Path:
    """A path from the root of the file system, without ``..``, links as they are."""
    if path.is_absolute() and ".." not in path.parts:  # as nearly always: this is asked at every edit
        return path
    return Path(os.path.abspath(path))


def read(path: Path) -> SourceFile:
    """Read a Python file by its byte order mark or its PEP 263 cookie, else as UTF-8; and what else is looked at.

    Raises FileError for what is no regular file, cannot be read, or does not decode.
    """
    try:
        if not os.path.isfile(path):
            raise FileError(path, "is not a regular file" if os.path.exists(path) else "does not exist")
        if (size := os.path.getsize(path)) > MOST_BYTES:
            raise FileError(path, f"has {size:,} bytes, of {MOST_BYTES:,} at most: it is left out")
        raw = path.read_bytes()
    except OSError as error:
        raise FileError(path, f"cannot be read: {error.strerror or error}") from error
    return decode(path, raw)


def decode(path: Path, raw: bytes) -> SourceFile:
    """Decode the bytes of a file. Raises FileError where they do not decode, or are no notebook under its name."""
    if path.suffix == notebook.SUFFIX:
        return _decode_notebook(path, raw)
    if kind_of(path) is not None:
        return _decode_environment(path, raw)
    encoding = _encoding_of(path, raw)
    try:
        if codecs.lookup(encoding).name in _FOR_NAMES:
            raise LookupError
        return SourceFile(path, raw.decode(encoding), encoding, raw)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileError(path, f"is not {encoding} in line {line}: {_ADVICE}") from error
    except (LookupError, ValueError) as error:  # a codec that is not for files, as rot13
        raise FileError(path, f"cannot be decoded as {encoding}: {_ADVICE}") from error


def _decode_notebook(path: Path, raw: bytes) -> SourceFile:
    encoding = "utf-8-sig" if raw.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        found = read_notebook(raw.decode(encoding))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileError(path, f"is not UTF-8 in line {line}, and notebooks are") from error
    except NotebookError as error:
        raise FileError(path, str(error)) from error
    return SourceFile(path, found.text, encoding, raw, found)


def _decode_environment(path: Path, raw: bytes) -> SourceFile:
    """What is not UTF-8 is read byte by byte: nothing tells a profile's encoding, and what matters in it is ASCII."""
    encoding = "utf-8-sig" if raw.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        return SourceFile(path, raw.decode(encoding), encoding, raw)
    except UnicodeDecodeError:
        return SourceFile(path, raw.decode("latin-1"), "latin-1", raw)


def _encoding_of(path: Path, raw: bytes) -> str:
    try:
        return tokenize.detect_encoding(io.BytesIO(raw).readline)[0]
    except SyntaxError as error:
        _, unknown, name = str(error).partition("unknown encoding: ")
        if unknown:
            message = f"names an encoding that Python does not know, `{name}`"
        elif raw.startswith(codecs.BOM_UTF8):
            message = "starts with the byte order mark of UTF-8, and is not or says it is not UTF-8"
        else:
            message = "is not UTF-8"
        raise FileError(path, f"{message}: {_ADVICE}") from error


def as_written(file: SourceFile, text: str) -> str:
    """What stands in a file where its text is ``text``: of a notebook, the JSON around it too."""
    if file.notebook is None:
        return text
    return write_notebook(file.raw.decode(file.encoding), file.notebook, text)


def write(file: SourceFile, text: str) -> None:
    """Put a new text in the place of a file, in one step, with its encoding, byte order mark and mode.

    Of a notebook only the lines change that are others. Symbolic links are followed. Raises FileError when the file
    has changed since it was read, and where the text cannot be encoded or written: the file is then as it was.
    """
    target = Path(os.path.realpath(file.path))
    temporary: str | None = None
    try:
        if target.read_bytes() != file.raw:
            raise FileError(file.path, "has changed on disk meanwhile and is left as it is")
        if as_written(file, file.text).encode(file.encoding) != file.raw:
            raise FileError(file.path, f"is left as it is: writing it in {file.encoding} would change other bytes too")
        raw = as_written(file, text).encode(file.encoding)
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(raw)
        shutil.copymode(target, temporary)
        os.replace(temporary, target)
        temporary = None
    except UnicodeEncodeError as error:
        raise FileError(file.path, f"cannot hold the fixed text in its encoding: {error}") from error
    except OSError as error:
        raise FileError(file.path, f"cannot be written: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            os.unlink(temporary)


def is_python(path: Path) -> bool:
    """Whether a file that was found is Python, or a notebook, and may be imported or import others."""
    return kind_of(absolute(path)) is None


def discover(
    paths: Iterable[Path],
    is_excluded: Callable[[Path], bool],
    suffixes: tuple[str, ...] = SUFFIXES,
    *,
    environments: bool = False,
) -> Iterator[Path | FileError]:
    """The Python files under some paths, each once, in order; an error for what does not exist or cannot be listed.

    Files that are named are taken whatever their suffix, others where they have one of ``suffixes``; with
    ``environments`` also profiles, Dockerfiles and what else sets environment variables. Folders are walked
    without following links to folders, or out of them, leaving out hidden and generated ones and what ``.gitignore``
    files name. What ``is_excluded`` says is left out in any case, as an editor leaves it out.
    """

    def is_wanted(path: Path) -> bool:
        return path.name.endswith(suffixes) or (environments and kind_of(path) is not None)

    seen: set[Path] = set()
    for path in paths:
        for item in _under(path, is_excluded, is_wanted):
            key = absolute(item) if isinstance(item, Path) else None
            if key not in seen:
                yield item
            if key is not None:
                seen.add(key)


def _under(
    path: Path, is_excluded: Callable[[Path], bool], is_wanted: Callable[[Path], bool]
) -> Iterator[Path | FileError]:
    if os.path.isdir(path):
        yield from _walk(path, is_excluded, is_wanted)
    elif not os.path.exists(path):
        yield FileError(path, "does not exist")
    elif not is_excluded(path):
        yield path


def _walk(
    top: Path, is_excluded: Callable[[Path], bool], is_wanted: Callable[[Path], bool]
) -> Iterator[Path | FileError]:
    unreadable: list[OSError] = []
    above = _ignores_above(absolute(top))
    ignores: dict[str, _Ignores] = {}
    for root, folders, names in os.walk(top, onerror=unreadable.append):
        here = Path(root)
        inherited = above if here == top else ignores[os.path.dirname(root)]
        ignores[root] = specs = (*inherited, *_gitignore(here))
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in SKIPPED_FOLDERS
            and not os.path.exists(here / name / "pyvenv.cfg")
            and not _ignored(here / name, specs, is_folder=True)
            and not is_excluded(here / name)
        )
        for name in sorted(names):
            path = here / name
            if not is_wanted(path) or not os.path.isfile(path) or _leads_out(path, top):
                continue
            if not _ignored(path, specs) and not is_excluded(path):
                yield path
    for error in unreadable:
        yield FileError(Path(error.filename or top), f"cannot be listed: {error.strerror or error}")


def _leads_out(path: Path, top: Path) -> bool:
    """Whether a path is a link to a file that is not below a folder: who names the folder does not mean that file."""
    return os.path.islink(path) and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(top))


def _gitignore(folder: Path) -> _Ignores:
    """The folder's own ``.gitignore``, if it has one that can be read."""
    path = folder / ".gitignore"
    if not os.path.isfile(path):  # a pipe would be waited for, and a device never ends
        return ()
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - the editor waits, and asks for no folders

    try:
        lines = path.read_text("utf-8").splitlines()
        return ((absolute(folder), GitIgnoreSpec.from_lines(lines)),)
    except (OSError, ValueError):
        return ()


def _ignores_above(folder: Path) -> _Ignores:
    """The ``.gitignore`` files between a repository's root and a folder in it.

    None of them where they ignore the folder itself: who names it wants it.
    """
    found: _Ignores = ()
    for here in (folder, *folder.parents):
        if here != folder:
            found = (*_gitignore(here), *found)
        if os.path.exists(here / ".git"):
            return () if _ignored(folder, found, is_folder=True) else found
    return ()


def _ignored(path: Path, ignores: _Ignores, *, is_folder: bool = False) -> bool:
    """Whether ``.gitignore`` files name a path: the innermost that says anything decides."""
    whole, suffix = absolute(path), "/" if is_folder else ""
    for base, spec in reversed(ignores):
        verdict = spec.check_file(whole.relative_to(base).as_posix() + suffix).include
        if verdict is not None:
            return verdict
    return False
