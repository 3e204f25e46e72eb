"""What a client sends, read by a thread of its own as it comes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO, Protocol, cast

_CHUNK = 2**16  # bytes
_LONGEST_LINE = 2**20  # bytes of a header


class _Stream(Protocol):
    """What all of Python's buffered streams of bytes are, and what `typing.BinaryIO` leaves out."""

    def read1(self, size: int, /) -> bytes: ...


def _nothing() -> None:
    """What is to be done on arrival, as long as nobody works."""


class Reader:
    """A stream, as pygls reads one: lines and stretches of bytes, awaited.

    (The reader of pygls has each line and each body read by a pool of threads. That is six changes of threads for a
    message, and at each of them an analysis that is under way has to let go of the interpreter.)
    """

    on_arrival: Callable[[], None]
    """Called by the reading thread as soon as something has come."""

    def __init__(self, stream: BinaryIO) -> None:
        self.on_arrival = _nothing
        self._loop = asyncio.get_running_loop()
        self._read = asyncio.StreamReader(_LONGEST_LINE, self._loop)
        threading.Thread(target=self._follow, args=(cast("_Stream", stream),), name="reader", daemon=True).start()

    async def readline(self) -> bytes:
        """The next line with its end; empty at the end of the stream, and where a line is longer than any header."""
        try:
            return await self._read.readline()
        except ValueError:
            return b""

    async def readexactly(self, n: int) -> bytes:
        """So many bytes; empty where the stream ends before."""
        try:
            return await self._read.readexactly(n)
        except asyncio.IncompleteReadError:
            return b""

    def _follow(self, stream: _Stream) -> None:
        with suppress(RuntimeError, OSError, ValueError):  # the loop or the stream was closed: nobody listens
            while chunk := stream.read1(_CHUNK):
                self.on_arrival()
                self._loop.call_soon_threadsafe(self._read.feed_data, chunk)
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._read.feed_eof)
