"""The real editors: whether one is here, and the home it runs in."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import pytest

ROOT = Path(__file__).parents[2]
CONFIGURATIONS = ROOT / "docs" / "editors"
"""What docs/editors.md shows, as the files that people copy."""
INSTALLED = ROOT / ".editors"
"""What ``make editors`` puts beside the system."""

Editor = TypeVar("Editor")


def require(editor: Editor | None, name: str) -> Editor:
    """The editor, where it is here; else the test is skipped."""
    if editor:
        return editor
    pytest.skip(f"{name} is not installed: make editors")


def program(name: str, beside: str = "") -> str | None:
    """The path of a program of the system, or of one that ``make editors`` unpacked into a folder beside it."""
    return shutil.which(name, path=str(INSTALLED / beside) if beside else None)


def home(folder: Path) -> Mapping[str, str]:
    """The environment of somebody who has this folder as a home, and has installed TensorTidy; and nothing else."""
    commands = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}
    return {"HOME": str(folder), "PATH": commands, "LANG": "C.UTF-8", **own}
