"""The server in Neovim's built-in client, in an old one and a current one, set up as docs/editors.md says."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from clients.editors import CONFIGURATIONS, home, program, require
from clients.finding import FIX, FIXED, IGNORE, LINE, RULE, TITLE
from clients.terminal import Terminal

CHECK = Path(__file__).with_name("check.lua")


@pytest.fixture(params=["", "neovim"], ids=["of the system", "current"])
def neovim(request: pytest.FixtureRequest) -> str:
    """Both kinds: 0.7 where the system is Debian 12, and what ``make editors`` put beside it."""
    name = f"Neovim ({'a current one' if request.param else 'of the system'})"
    return require(program("nvim", beside=request.param), name)


@pytest.fixture
def person(script: Path) -> Mapping[str, str]:
    """The environment of somebody who copied the configuration."""
    shutil.copytree(CONFIGURATIONS / "neovim", script.parent / ".config" / "nvim")
    return home(script.parent)


def test_diagnostics_hover_and_quick_fix(neovim: str, person: Mapping[str, str], script: Path) -> None:
    command = [neovim, "--headless", str(script), "-c", f"luafile {CHECK}"]
    done = subprocess.run(command, env=person, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    diagnostic, hover, explanation, *menu = done.stdout.splitlines()
    assert diagnostic == f"diagnostic {LINE}:23 tensortidy {RULE}"
    assert TITLE in hover
    assert explanation == f"explain # Line {LINE}"
    assert menu[0] == f"menu {FIX}"
    assert menu[-1] == f"menu {IGNORE}"
    assert script.read_text() == FIXED


def test_at_the_keyboard(neovim: str, person: Mapping[str, str], script: Path) -> None:
    require(program("tmux"), "tmux")
    with Terminal([neovim, str(script)], person, script.parent) as terminal:
        terminal.wait("retain_graph=True", "\nW ")
        terminal.type("]dK")
        terminal.wait(TITLE, "Best practice")
        terminal.type("gra")
        terminal.wait(FIX, IGNORE)
        terminal.type("1")
        terminal.press("Enter")
        terminal.wait("loss.backward()")
        terminal.wait("\nW ", gone=True)
        terminal.type(":wq")
        terminal.press("Enter")
        terminal.wait_for_end()
    assert script.read_text() == FIXED


def test_a_missing_command_is_told(neovim: str, person: Mapping[str, str], script: Path) -> None:
    alone = {**person, "PATH": str(script.parent)}
    command = [neovim, "--headless", str(script), "-c", "qall"]
    done = subprocess.run(command, env=alone, capture_output=True, text=True, timeout=60, check=True)
    assert "TensorTidy: no command `tensortidy` is found. Install it, or say in " in done.stderr
