"""Standard error that never blocks: clients that do not read it would stop the server when the pipe is full."""

from __future__ import annotations

import atexit
import io
import threading
from typing import TextIO

_MOST_WAITING = 2**20  # characters; what comes on top of them is lost
_SECONDS_TO_DRAIN = 0.5


class Aside(io.TextIOWrapper):
    """Writes to a stream by way of a thread: only that waits for who reads the stream."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream.buffer, "utf-8", "backslashreplace")
        self._waiting = ""
        self._is_writing = False
        self._changed = threading.Condition()
        threading.Thread(target=self._write_all, name="standard-error", daemon=True).start()
        atexit.register(self.drain)

    def write(self, text: str) -> int:
        """Have a text written, or as much of it as may wait."""
        with self._changed:
            self._waiting += text[: _MOST_WAITING - len(self._waiting)]
            self._changed.notify_all()
        return len(text)

    def flush(self) -> None:
        """Nothing: who flushes, as logging does after each line, does not want to wait either."""

    def drain(self) -> None:
        """Wait until everything is written, but not for long."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting and not self._is_writing, _SECONDS_TO_DRAIN)

    def _write_all(self) -> None:
        while True:
            with self._changed:
                self._is_writing = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting)
                text, self._waiting, self._is_writing = self._waiting, "", True
            try:
                self.buffer.write(text.encode("utf-8", "backslashreplace"))
                self.buffer.flush()
            except (OSError, ValueError):  # nobody is there to read any more
                pass
