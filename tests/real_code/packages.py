"""The packages that the rules are held against: pinned, downloaded once, verified, and unpacked without being run."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import tomli

from tensortidy.files import SUFFIXES

PINS = Path(__file__).parent / "packages.toml"
MARK_OF_A_PROJECT = "pyproject.toml"
"""Makes a folder a project of its own: imports are looked for inside it, and not above."""


@dataclass(frozen=True)
class Package:
    """One release of a package: ``file`` is its archive, ``sha256`` the archive's hash in hexadecimal."""

    name: str
    version: str
    file: str
    sha256: str


class PackageError(Exception):
    """A package that cannot be had as it is pinned, with a message for people."""


def pinned(pins: Path = PINS) -> tuple[Package, ...]:
    """The packages in a file of pins, by default ``packages.toml``, in the order of their names."""
    entries = tomli.loads(pins.read_text(encoding="utf-8"))["package"]
    return tuple(sorted((Package(**entry) for entry in entries), key=lambda package: package.name.lower()))


def provide(package: Package, cache: Path) -> Path:
    """The folder with the package's Python files; downloads and unpacks what the cache lacks.

    Raises PackageError where the wheel cannot be had, is another than the pinned one, or would be unpacked
    elsewhere.
    """
    wheel = cache / package.file
    if not wheel.exists():
        _download(package, cache)
    if not wheel.exists() or hashlib.sha256(wheel.read_bytes()).hexdigest() != package.sha256:
        raise PackageError(f"{wheel} is not the wheel that is pinned: its SHA-256 differs, or it was not downloaded")
    folder = cache / f"{package.name}-{package.version}"
    if not folder.is_dir():
        _unpack(wheel, folder)
    return folder


def _download(package: Package, cache: Path) -> None:
    """Have pip download a wheel from wherever pip is configured to look. Wheels only: none of their code is run."""
    cache.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    # The code is read and not run, so that it may want another Python.
    command += ["--no-deps", "--only-binary", ":all:", "--ignore-requires-python", "--dest", str(cache)]
    done = subprocess.run([*command, f"{package.name}=={package.version}"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PackageError(f"pip could not download {package.name} {package.version}:\n{done.stderr.strip()}")


def _unpack(wheel: Path, folder: Path) -> None:
    """Unpack a wheel's Python files, all or nothing, as a project of their own."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        target = Path(temporary).resolve() / folder.name
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.namelist():
                if not member.endswith(SUFFIXES):
                    continue
                if not (target / member).resolve().is_relative_to(target):
                    raise PackageError(f"{wheel} holds a file that belongs elsewhere: {member}")
                archive.extract(member, target)
        (target / MARK_OF_A_PROJECT).touch()  # imports are looked for inside the package, and not above it
        shutil.move(target, folder)
