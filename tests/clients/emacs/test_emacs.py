"""The server in Emacs with eglot, set up as docs/editors.md says."""

import subprocess
from pathlib import Path

from clients.editors import CONFIGURATIONS, home, program, require
from clients.finding import FIX, FIXED, IGNORE, LINE, RULE, TITLE

CHECK = Path(__file__).with_name("check.el")


def test_diagnostics_hover_and_quick_fix(script: Path) -> None:
    emacs = require(program("emacs"), "Emacs")
    batch = [emacs, "--batch", "-f", "package-activate-all"]
    has_eglot = subprocess.run([*batch, "--eval", "(require 'eglot)"], capture_output=True, check=False).returncode == 0
    require(has_eglot, "Emacs' package eglot")
    done = subprocess.run(
        [*batch, "-l", CONFIGURATIONS / "emacs" / "init.el", "-l", CHECK, script],
        env=home(script.parent),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    diagnostic, hover, *menu = done.stdout.splitlines()
    assert diagnostic.startswith(f"diagnostic {LINE} tensortidy [{RULE}]: `loss.backward` keeps its graph")
    assert hover == f"hover {TITLE}"
    assert menu[0] == f"menu {FIX}"
    assert menu[-1] == f"menu {IGNORE}"
    assert script.read_text() == FIXED
