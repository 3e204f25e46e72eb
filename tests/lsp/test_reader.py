"""What a client sends is read as it comes, whole or in pieces, and its end is no error."""

import asyncio
import os
from io import BytesIO

import pytest

from tensortidy.lsp.reader import Reader


@pytest.mark.asyncio
async def test_lines_and_stretches_come_in_their_order() -> None:
    reader = Reader(BytesIO(b"Content-Length: 4\r\n\r\n{}\n\nContent"))
    assert [await reader.readline(), await reader.readline()] == [b"Content-Length: 4\r\n", b"\r\n"]
    assert await reader.readexactly(4) == b"{}\n\n"
    assert await reader.readline() == b"Content"
    assert await reader.readline() == b""


@pytest.mark.asyncio
async def test_what_comes_in_pieces_is_awaited_and_told_at_each() -> None:
    read_end, write_end = os.pipe()
    heard: list[None] = []
    with os.fdopen(read_end, "rb") as stream:
        reader = Reader(stream)
        reader.on_arrival = lambda: heard.append(None)
        asked = asyncio.ensure_future(reader.readexactly(4))
        for piece in (b"ab", b"cd"):
            assert not asked.done()
            os.write(write_end, piece)
            while len(heard) < (1 if piece == b"ab" else 2):
                await asyncio.sleep(0.001)
        assert await asked == b"abcd"
        os.close(write_end)
        assert await reader.readexactly(1) == b""


@pytest.mark.asyncio
async def test_a_client_that_dies_in_the_middle_of_a_message_is_gone() -> None:
    assert await Reader(BytesIO(b'{"jsonrpc":')).readexactly(400) == b""


@pytest.mark.asyncio
async def test_a_line_longer_than_any_header_ends_the_conversation() -> None:
    assert await Reader(BytesIO(b"x" * 3_000_000)).readline() == b""
