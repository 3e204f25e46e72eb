"""Where sheets are kept: a folder of the user's, which may be missing, full, damaged or somebody else's."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from tensortidy.cache.sheet import Sheet, SheetError

_SUFFIX = ".tensortidy-cache"
# Sheets that nobody has used for so many seconds are removed: 30 days.
_LONGEST_UNUSED = 30 * 24 * 3600


class CacheError(Exception):
    """The cache cannot be used as it should, in words for people; what is asked is found out without it."""


def default_folder() -> Path | None:
    """Where the user's system wants caches to be; None where the user has no folder."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        chosen = os.environ.get("XDG_CACHE_HOME", "")
        base = chosen if os.path.isabs(chosen) else os.path.join(home, ".cache")
    return Path(base, "tensortidy") if os.path.isabs(base) else None


@dataclass
class Store:
    """Sheets in a folder, each in a file of its own. ``stamp`` says for what state of TensorTidy they are good."""

    folder: Path
    stamp: str

    def load(self, key: str) -> Sheet:
        """The sheet that is kept under a key; an empty one where there is none. Raises CacheError."""
        path = self._path(key)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return Sheet()
        except OSError as error:
            raise CacheError(f"{path} cannot be read: {error.strerror or error}") from error
        seal, _, body = raw.partition(b"\n")
        try:
            if seal != _seal(body):
                raise SheetError("is damaged")
            sheet = Sheet.from_text(body.decode("utf-8"), self.stamp)
        except (SheetError, UnicodeDecodeError) as error:
            message = f"{path} {error if isinstance(error, SheetError) else 'is damaged'}; it is made anew"
            raise CacheError(message) from error
        return sheet

    def save(self, key: str, sheet: Sheet) -> None:
        """Keep a sheet in one step: who reads it meanwhile gets the old one or the new one. Raises CacheError."""
        body = sheet.as_text(self.stamp).encode("utf-8")
        raw = _seal(body) + b"\n" + body
        path = self._path(key)
        temporary: str | None = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=self.folder, suffix=_SUFFIX)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(raw)
            os.replace(temporary, path)
            temporary = None
            self._remove_old()
        except OSError as error:
            raise CacheError(f"{self.folder} cannot be written: {error.strerror or error}") from error
        finally:
            if temporary is not None:
                os.unlink(temporary)

    def touch(self, key: str) -> None:
        """Note that a sheet is still used."""
        with suppress(OSError):  # a folder that can only be read is as good
            os.utime(self._path(key))

    def _path(self, key: str) -> Path:
        return self.folder / (blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest() + _SUFFIX)

    def _remove_old(self) -> None:
        for path in self.folder.glob(f"*{_SUFFIX}"):
            with suppress(OSError):  # another process removes it too
                if time.time() - path.stat().st_mtime > _LONGEST_UNUSED:
                    path.unlink()


def _seal(body: bytes) -> bytes:
    return b"tensortidy " + blake2b(body, digest_size=16).hexdigest().encode()
