"""What kept answers are good for: one state of TensorTidy's own code, of its rules and of its facts."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tensortidy import __version__
from tensortidy.registry import Registry

# What else decides how a text is read.
_LIBRARIES = ("parso",)
_SUFFIXES = (".py", ".toml")


def stamp(registry: Registry) -> str:
    """A digest of versions, and of the text of every file of TensorTidy and of the packs that its rules come from.

    Versions alone would not do: whoever writes a rule changes it without one.
    """
    found = blake2b(digest_size=16)
    for part in (__version__, platform.python_version(), *map(_version, _LIBRARIES), *registry.names):
        found.update(f"{part}\n".encode())
    packs = {type(rule).__module__.partition(".")[0] for rule in registry.rules}
    for pack in sorted({"tensortidy", *packs}):
        for path in _files_of(pack):
            raw = path.read_bytes()
            found.update(f"{pack} {path.name} {len(raw)}\n".encode())
            found.update(raw)
    return found.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "unknown"


def _files_of(pack: str) -> Iterator[Path]:
    """The files of a top-level package or module, in order."""
    module = sys.modules[pack]
    for folder in getattr(module, "__path__", ()):
        yield from sorted(path for path in Path(folder).rglob("*") if path.suffix in _SUFFIXES and path.is_file())
    if module.__file__ is not None and not hasattr(module, "__path__"):
        yield Path(module.__file__)
