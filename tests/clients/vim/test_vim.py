"""The server in Vim with ALE, set up as docs/editors.md says."""

from pathlib import Path

from clients.editors import CONFIGURATIONS, home, program, require
from clients.finding import FIX, FIXED, IGNORE, TITLE
from clients.terminal import Terminal

DEFAULTS = "source $VIMRUNTIME/defaults.vim\n"  # what Vim itself does for people who have no .vimrc


def test_at_the_keyboard(script: Path) -> None:
    vim = require(program("vim"), "Vim")
    require(any(Path("/usr/share/vim/vimfiles/pack").glob("*/opt/ale")), "Vim's plugin ALE")
    require(program("tmux"), "tmux")
    (script.parent / ".vimrc").write_text(DEFAULTS + (CONFIGURATIONS / "vim" / "ale.vim").read_text())
    with Terminal([vim, str(script)], home(script.parent), script.parent) as terminal:
        terminal.wait("retain_graph=True", "> `loss.backward` keeps its graph")
        terminal.type("/retain_graph")
        terminal.press("Enter")
        terminal.type(":ALEHover")
        terminal.press("Enter")
        terminal.wait(TITLE, "Leads to")
        terminal.type(":ALECodeAction")
        terminal.press("Enter")
        terminal.wait(FIX, IGNORE)
        terminal.type("1")
        terminal.press("Enter")
        terminal.wait("loss.backward()")
        terminal.type(":w")
        terminal.press("Enter")
        terminal.wait("> `loss.backward` keeps its graph", gone=True)
        terminal.type(":qa")
        terminal.press("Enter")
        terminal.wait_for_end()
    assert script.read_text() == FIXED
