"""A home with a script in it, for editors to open."""

from pathlib import Path

import pytest

from clients.finding import SCRIPT


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A script with one finding, in a folder that can be somebody's home."""
    path = tmp_path / "train.py"
    path.write_text(SCRIPT)
    return path
