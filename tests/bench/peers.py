"""The servers that are measured side by side, and the environment of their own that the others live in.

The environment is the folder ``.bench/`` of the repository. Nothing is installed into TensorTidy's own.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).parents[2] / ".bench"
PYTHON_PINS = ("ruff==0.17.5", "python-lsp-server[pyflakes]==1.15.0", "jedi-language-server==0.47.0")
NODE_PINS = ("pyright@1.1.414",)

TENSORTIDY = "tensortidy"
RUFF = "ruff"
FLOOR = "pygls"


@dataclass(frozen=True)
class Peer:
    """A server: the name that the tables give it, and the command that starts it over standard input and output."""

    name: str
    command: tuple[str, ...]


class PeerError(Exception):
    """A server that cannot be had, with a message for people."""


def quick() -> list[Peer]:
    """TensorTidy, ruff, and the floor. Raises PeerError where ruff cannot be installed."""
    return [
        Peer(TENSORTIDY, (sys.executable, "-m", "tensortidy", "lsp")),
        Peer(RUFF, (_program("ruff"), "server")),
        Peer(FLOOR, (sys.executable, str(Path(__file__).with_name("floor.py")))),
    ]


def slow() -> list[Peer]:
    """The servers written in Python, and pyright where there is node to run it.

    Raises PeerError where one cannot be installed.
    """
    peers = [Peer("pylsp", (_program("pylsp"),)), Peer("jedi", (_program("jedi-language-server"),))]
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        print("pyright is left out: it needs node and npm.\n", file=sys.stderr)
        return peers
    folder = HOME / "node"
    if _is_outdated(folder, NODE_PINS):
        folder.mkdir(parents=True, exist_ok=True)
        _install([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)], NODE_PINS, folder)
    script = folder / "node_modules" / "pyright" / "langserver.index.js"
    return [*peers, Peer("pyright", (node, str(script), "--stdio"))]


def _program(name: str) -> str:
    """The path of a program in the environment, which is made, or made anew, where it is not as pinned."""
    folder = HOME / "python"
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if _is_outdated(folder, PYTHON_PINS):
        venv.create(folder, clear=True, with_pip=True)
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _install(pip, PYTHON_PINS, folder)
    return str(programs / name)


def _is_outdated(folder: Path, pins: tuple[str, ...]) -> bool:
    mark = folder / ".installed"
    return not mark.exists() or mark.read_text().splitlines() != list(pins)


def _install(command: list[str], pins: tuple[str, ...], folder: Path) -> None:
    print(f"Installing {', '.join(pins)} into {HOME.name}/ …", file=sys.stderr)
    done = subprocess.run([*command, *pins], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PeerError(f"{pins} could not be installed:\n{done.stderr.strip()}")
    (folder / ".installed").write_text("\n".join(pins))
