"""The server: how it begins, what it imports when, and how it ends."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from tensortidy.lsp.connection import Server
from tensortidy.lsp.offers import COMMANDS, OFFERS
from tensortidy.lsp.standard_error import Aside

if TYPE_CHECKING:
    from tensortidy.registry import Registry


def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Remember who the client is. All that is not needed to answer is imported as soon as the answer is sent."""
    ls.greeting = params
    ls.follow(params.process_id)
    asyncio.get_running_loop().call_soon(get_ready, ls)


def get_ready(ls: Server) -> None:
    """Import the handlers, the engine and the rules, which takes half as long as all that comes before."""
    gc.disable()  # next to nothing of what is made here is garbage
    try:
        from tensortidy.lsp import handlers  # noqa: F401, PLC0415

        _ = ls.session
        gc.freeze()  # all of this stays: looking through it for garbage would stop some answer for 40 ms
    finally:
        gc.enable()


def shutdown(ls: Server, params: None) -> None:
    """Stop working."""
    ls.session.shutdown()


def create_server(registry: Registry | None = None) -> Server:
    """A server that is ready to be started, with the rules of a registry, by default all that are installed."""
    server = Server(registry)
    server.feature(types.INITIALIZE)(initialize)
    server.feature(types.SHUTDOWN)(shutdown)
    for method, options in OFFERS.items():
        server.feature(method, options)(_handler(method))
    for name in COMMANDS:
        server.command(name)(_command(name))
    return server


def _handler(method: str) -> Callable[[Server, Any], Awaitable[Any]]:
    """The handler of a method, which is not imported before it is called."""

    async def handle(ls: Server, params: Any) -> Any:
        from tensortidy.lsp.handlers import HANDLERS  # noqa: PLC0415

        return await HANDLERS[method](ls, params)

    return handle


def _command(name: str) -> Callable[..., Awaitable[Any]]:
    """The handler of a command, which is not imported before it is called."""

    async def execute(ls: Server, *arguments: Any) -> Any:
        from tensortidy.lsp.commands import COMMANDS  # noqa: PLC0415

        return await COMMANDS[name](ls, *arguments)

    return execute


def main(tcp: tuple[str, int] | None = None) -> None:
    """Serve one client over standard input and output, or over TCP, until it is done.

    Exits with 0 when the client said ``shutdown`` before it left, else with 1, as the protocol demands.
    """
    protocol_input, protocol_output = sys.stdin.buffer, sys.stdout.buffer
    aside = Aside(sys.stderr)
    sys.stdout = sys.stderr = aside  # nothing but the protocol may reach the client
    logging.basicConfig(stream=aside, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    server = create_server()
    if tcp is None:
        server.start_io(protocol_input, protocol_output)
    else:
        with _accept(tcp) as client:
            server.start_io(client.makefile("rb"), client.makefile("wb"))
    aside.drain()
    os._exit(0 if server.protocol._shutdown else 1)


def _accept(address: tuple[str, int]) -> socket.socket:
    """Wait for one client on an address, and take no other. Raises SystemExit where the address cannot be had."""
    try:
        listener = socket.create_server(address)
    except OSError as error:
        raise SystemExit(f"TensorTidy cannot listen on {address[0]}:{address[1]}: {error.strerror or error}") from error
    with listener:
        host, port = listener.getsockname()[:2]
        sys.stderr.write(f"TensorTidy listens on {host}:{port}.\n")
        sys.stderr.flush()
        return listener.accept()[0]
