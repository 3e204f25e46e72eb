"""The server in Helix, set up as docs/editors.md says."""

import shutil
from pathlib import Path

from clients.editors import CONFIGURATIONS, home, program, require
from clients.finding import FIX, FIXED, IGNORE, TITLE
from clients.terminal import Terminal


def test_at_the_keyboard(script: Path) -> None:
    helix = require(program("hx") or program("hx", beside="helix"), "Helix")
    require(program("tmux"), "tmux")
    shutil.copytree(CONFIGURATIONS / "helix", script.parent / ".config" / "helix")
    with Terminal([helix, str(script)], home(script.parent), script.parent) as terminal:
        terminal.wait("retain_graph=True", "●")
        terminal.type("/retain_graph")
        terminal.press("Enter")
        terminal.type(" k")
        terminal.wait(TITLE, "Best practice")
        terminal.press("Escape")
        terminal.wait(TITLE, gone=True)
        terminal.type(" a")
        terminal.wait(FIX, IGNORE)
        terminal.press("Enter")
        terminal.wait("loss.backward()")
        terminal.wait("●", gone=True)
        terminal.type(":wq")
        terminal.press("Enter")
        terminal.wait_for_end()
    assert script.read_text() == FIXED
