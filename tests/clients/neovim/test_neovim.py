"""The server in Neovim's built-in client: diagnostics, hover, a quick fix applied and saved."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NEOVIM = shutil.which("nvim")

SCRIPT = """\
import torch


def train(model: torch.nn.Module, loader, optimizer):
    for x, y in loader:
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward(retain_graph=True)
        optimizer.step()
"""


@pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed: make editors")
def test_diagnostics_hover_and_quick_fix(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(SCRIPT)
    environment = dict(os.environ, TENSORTIDY=str(Path(sys.executable).with_name("tensortidy")))
    for kind in ("STATE", "DATA", "CACHE", "CONFIG"):
        environment[f"XDG_{kind}_HOME"] = str(tmp_path / kind.lower())
    command = [str(NEOVIM), "--headless", "-n", "-i", "NONE", "-u", str(HERE / "init.lua"), str(script)]
    done = subprocess.run(
        [*command, "-c", f"luafile {HERE / 'check.lua'}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "diagnostic 7:23 tensortidy graph-retention-after-backward"
    assert "Graph Retention After Backward Pass" in lines[1]
    menu = [line.removeprefix("menu ") for line in lines if line.startswith("menu ")]
    assert menu[0] == "Remove `retain_graph=True`"
    assert menu[-1] == "Ignore graph-retention-after-backward on this line"
    assert lines[-1] == "left 0"
    assert script.read_text() == SCRIPT.replace("retain_graph=True", "")
