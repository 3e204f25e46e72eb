"""Files on disk: found, read with their encoding, and written back without losing anything."""

from __future__ import annotations

import io
import os
import tempfile
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pathspec

SUFFIXES = (".py", ".pyi")

# Folders that hold no source of the project's own.
SKIPPED_FOLDERS = frozenset({
    "__pycache__", "node_modules", "site-packages", "build", "dist", "venv", "env", "__pypackages__",
})  # fmt: skip


class FileError(Exception):
    """A file that cannot be read or written, with a message for people. ``path`` is the file."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


@dataclass(frozen=True)
class SourceFile:
    """A file as it was read: its text, its line breaks as they are, and what is needed to write it back."""

    path: Path
    text: str
    encoding: str
    raw: bytes


def read(path: Path) -> SourceFile:
    """Read a Python file by its byte order mark or its PEP 263 cookie, else as UTF-8.

    Raises FileError for what is no regular file, cannot be read, or does not decode.
    """
    try:
        if not path.is_file():
            raise FileError(path, "is not a regular file" if path.exists() else "does not exist")
        raw = path.read_bytes()
    except OSError as error:
        raise FileError(path, f"cannot be read: {error.strerror or error}") from error
    return decode(path, raw)


def decode(path: Path, raw: bytes) -> SourceFile:
    """Decode the bytes of a Python file. Raises FileError where they do not decode."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        text = raw.decode(encoding)
    except (SyntaxError, LookupError) as error:
        raise FileError(path, f"has an encoding that Python does not know: {error}") from error
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"line {line} is not {error.encoding}; say which encoding it is in a comment on the first line"
        raise FileError(path, message) from error
    return SourceFile(path, text, encoding, raw)


def write(file: SourceFile, text: str) -> None:
    """Put a new text in the place of a file, in one step, with its encoding, byte order mark and mode.

    Symbolic links are followed. Raises FileError when the file has changed since it was read, and where
    the text cannot be encoded or written: the file is then as it was.
    """
    target = Path(os.path.realpath(file.path))
    temporary: str | None = None
    try:
        if target.read_bytes() != file.raw:
            raise FileError(file.path, "has changed on disk meanwhile and is left as it is")
        raw = text.encode(file.encoding)
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(raw)
        os.chmod(temporary, target.stat().st_mode)
        os.replace(temporary, target)
        temporary = None
    except UnicodeEncodeError as error:
        raise FileError(file.path, f"cannot hold the fixed text in its encoding: {error}") from error
    except OSError as error:
        raise FileError(file.path, f"cannot be written: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            os.unlink(temporary)


def discover(paths: Iterable[Path], is_excluded: Callable[[Path], bool]) -> Iterator[Path | FileError]:
    """The Python files under some paths, each once, in order; for paths that do not exist an error.

    Files that are named are taken whatever their suffix. Folders are walked without following links, leaving out
    hidden and generated ones, what ``.gitignore`` files name, and what ``is_excluded`` says.
    """
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found: Iterable[Path | FileError] = _walk(path, is_excluded)
        elif path.exists():
            found = [path]
        else:
            found = [FileError(path, "does not exist")]
        for item in found:
            key = Path(os.path.abspath(item)) if isinstance(item, Path) else None
            if key is None or key not in seen:
                if key is not None:
                    seen.add(key)
                yield item


def _walk(folder: Path, is_excluded: Callable[[Path], bool]) -> Iterator[Path]:
    ignores: dict[str, list[tuple[Path, pathspec.GitIgnoreSpec]]] = {}
    for root, folders, names in os.walk(folder):
        here = Path(root)
        specs = list(ignores.get(os.path.dirname(root), [])) if here != folder else []
        own = _gitignore(here)
        if own is not None:
            specs.append((here, own))
        ignores[root] = specs
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in SKIPPED_FOLDERS
            and not (here / name / "pyvenv.cfg").exists()
            and not _ignored(here / name, specs, is_folder=True)
            and not is_excluded(here / name)
        )
        for name in sorted(names):
            path = here / name
            if name.endswith(SUFFIXES) and path.is_file() and not _ignored(path, specs) and not is_excluded(path):
                yield path


def _gitignore(folder: Path) -> pathspec.GitIgnoreSpec | None:
    try:
        return pathspec.GitIgnoreSpec.from_lines((folder / ".gitignore").read_text("utf-8").splitlines())
    except (OSError, ValueError):
        return None


def _ignored(path: Path, specs: list[tuple[Path, pathspec.GitIgnoreSpec]], *, is_folder: bool = False) -> bool:
    suffix = "/" if is_folder else ""
    return any(spec.match_file(path.relative_to(base).as_posix() + suffix) for base, spec in specs)
