"""The server in JupyterLab with jupyterlab-lsp, set up as docs/editors.md says: findings in the cells of a notebook."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clients.editors import CONFIGURATIONS, INSTALLED, home, program, require
from clients.finding import SCRIPT, TITLE

DRIVE = Path(__file__).with_name("drive.py")
ENVIRONMENT = INSTALLED / "jupyterlab"
PATIENCE = 60.0  # seconds
OPTIONS = (
    "--allow-root",
    "--no-browser",
    "--ServerApp.port=0",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)
KERNEL = {"name": "python3", "language": "python", "display_name": "Python 3"}


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """The script in two cells: imports, and the function."""
    imports, function = SCRIPT.split("\n\n\n")
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "id": name, "metadata": {}, "execution_count": None, "outputs": [], "source": source}
        for name, source in (("imports", imports), ("function", function))
    ]
    path = tmp_path / "work" / "train.ipynb"
    path.parent.mkdir()
    metadata = {"kernelspec": KERNEL}
    path.write_text(json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))
    return path


@pytest.fixture
def address(notebook: Path) -> Iterator[str]:
    """The address of the notebook in a JupyterLab that runs as long as the test."""
    require((ENVIRONMENT / "installed").exists(), "JupyterLab")
    person = home(notebook.parents[1])
    settings = Path(person["HOME"]) / ".jupyter"
    shutil.copytree(CONFIGURATIONS / "jupyterlab", settings)
    with (settings / "log").open("wb") as log:
        command = [str(ENVIRONMENT / "bin" / "jupyter-lab"), *OPTIONS]
        server = subprocess.Popen(command, cwd=notebook.parent, env=person, stdout=log, stderr=log)
    try:
        told = settings.parent / ".local" / "share" / "jupyter" / "runtime" / f"jpserver-{server.pid}.json"
        end = time.monotonic() + PATIENCE
        while not told.exists():
            assert time.monotonic() < end, (settings / "log").read_text()
            time.sleep(0.05)
        server_information = json.loads(told.read_text())
        yield f"{server_information['url']}lab/tree/{notebook.name}?token={server_information['token']}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def test_findings_and_their_card_in_a_notebook(address: str, tmp_path: Path) -> None:
    chromium = require(program("chromium"), "Chromium")
    done = subprocess.run(
        [ENVIRONMENT / "bin" / "python", DRIVE, address, chromium],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    underlined, tooltip, card = done.stdout.splitlines()
    assert underlined == "underlined retain_graph=True"
    assert tooltip.startswith("tooltip `loss.backward` keeps its graph")
    assert card == f"card {TITLE}"
