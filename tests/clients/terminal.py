"""A program in a real terminal, with somebody at its keyboard: tmux."""

from __future__ import annotations

import shlex
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

CONFIGURATION = Path(__file__).with_name("tmux.conf")
PATIENCE = 60.0  # seconds: what a loaded machine may need


class Terminal:
    """A terminal that runs one program until the ``with`` block ends."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], folder: Path, size: tuple[int, int] = (100, 40)
    ) -> None:
        """A terminal of so many columns and lines; ``folder`` is for the program to start in."""
        self._folder = folder
        variables = {**environment, "TERM": "tmux-256color", "COLORTERM": "truecolor"}
        program = shlex.join(["env", "-i", *(f"{name}={value}" for name, value in variables.items()), *command])
        columns, lines = (str(number) for number in size)
        self._tmux("new-session", "-d", "-x", columns, "-y", lines, "-c", str(folder), program)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tmux("kill-server", check=False)

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names: ``K``, ``Enter``, ``C-c``."""
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._tmux("send-keys", "-l", text)

    def screen(self, styled: bool = False) -> str:
        """What is on the screen; with its colours as escape sequences, if so told."""
        return self._tmux("capture-pane", "-p", *(["-e", "-N"] if styled else [])).stdout

    def wait(self, *texts: str, gone: bool = False) -> str:
        """The screen, as soon as it shows all these texts, or none of them; fails with the screen after a minute."""
        end = time.monotonic() + PATIENCE
        while True:
            screen = self.screen()
            if all((text in screen) != gone for text in texts):
                return screen
            assert time.monotonic() < end, f"waited {PATIENCE:.0f} s for {texts} {'to go' if gone else ''}\n{screen}"
            time.sleep(0.05)

    def wait_for_end(self) -> None:
        """Wait until the program has ended; fails with the screen after a minute."""
        end = time.monotonic() + PATIENCE
        while self._tmux("has-session", check=False).returncode == 0:
            assert time.monotonic() < end, f"waited {PATIENCE:.0f} s for the program to end\n{self.screen()}"
            time.sleep(0.05)

    def _tmux(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        # From where the socket is, since a socket's path may not be long, and folders of tests are.
        command = ["tmux", "-S", "tmux.socket", "-f", str(CONFIGURATION), *arguments]
        return subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=check)
