"""Takes the picture of Neovim that the README shows: docs/images/neovim.png.

``python tests/clients/neovim/picture.py`` wants what ``make editors`` installs, and Chromium, which draws the picture.
"""

from __future__ import annotations

import io
import math
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from clients.editors import CONFIGURATIONS, ROOT, home, program
from clients.terminal import Terminal

PICTURE = ROOT / "docs" / "images" / "neovim.png"
SIZE = (108, 62)  # columns and lines
SCALE = 0.75  # of the letters that rich draws, which are 20 pixels high
FRAME = TerminalTheme((20, 22, 27), (224, 226, 234), [(0, 0, 0)] * 8)  # Neovim's own colours
UNDERLINE_COLOR = re.compile(r"\x1b\[58[;:][\d;:]*m")  # which SVG has no word for
DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" data-size="{terminal_width} {terminal_height}">
<style>
svg {{ background: #14161b }}
text {{ font-family: "DejaVu Sans Mono", monospace; font-size: {char_height}px; white-space: pre }}
{styles}
</style>
<defs>{lines}</defs>
<g transform="translate(8, 8)">{backgrounds}{matrix}</g>
</svg>
"""


def main() -> None:
    """Open the example, show the card of a finding, and draw what is on the screen."""
    neovim, chromium = program("nvim", beside="neovim"), program("chromium")
    if neovim is None or chromium is None or program("tmux") is None:
        sys.exit("The picture of Neovim needs a current Neovim, tmux and Chromium: make editors")
    with tempfile.TemporaryDirectory() as folder:
        screen = shown(neovim, Path(folder))
        drawing = Path(folder) / "neovim.svg"
        drawing.write_text(drawn(screen), encoding="utf-8")
        draw(chromium, drawing)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes")


def shown(neovim: str, folder: Path) -> str:
    """What is on the screen, with escape sequences for its colours."""
    shutil.copytree(CONFIGURATIONS / "neovim", folder / ".config" / "nvim")
    script = Path(shutil.copy(ROOT / "docs" / "examples" / "train.py", folder))
    looks = "set number noshowcmd shortmess+=S winborder=solid"
    with Terminal([neovim, "-c", looks, script.name], home(folder), folder, SIZE) as terminal:
        terminal.wait("\nW ")
        terminal.type("56Gzt")
        terminal.type("]dK")
        terminal.wait("Best practice", "Good")
        return terminal.screen(styled=True)


def drawn(screen: str) -> str:
    """The screen as an SVG drawing."""
    console = Console(width=SIZE[0], record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(UNDERLINE_COLOR.sub("", screen.rstrip("\n"))), overflow="crop", no_wrap=True)
    return console.export_svg(theme=FRAME, code_format=DRAWING)


def draw(chromium: str, drawing: Path) -> None:
    """Have Chromium make the PNG of a drawing."""
    size = re.search(r'data-size="([\d.]+) ([\d.]+)"', drawing.read_text(encoding="utf-8"))
    assert size is not None
    width, height = (math.ceil(float(length)) + 16 for length in size.groups())
    PICTURE.parent.mkdir(exist_ok=True)
    flags = ["--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu"]
    flags += [f"--force-device-scale-factor={SCALE}", f"--window-size={width},{height}"]
    flags += [f"--user-data-dir={drawing.parent / 'chromium'}", f"--screenshot={PICTURE}"]
    subprocess.run([chromium, *flags, drawing.as_uri()], check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    main()
