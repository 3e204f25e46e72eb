"""The connection to one client: pygls' server, put right where it leaves the client without an answer."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from contextlib import suppress
from contextvars import copy_context
from functools import cached_property
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any, BinaryIO

from lsprotocol import types
from pygls.exceptions import (
    FeatureRequestError,
    JsonRpcException,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.io_ import StdoutWriter, run_async
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from tensortidy import __version__
from tensortidy.lsp.offers import NOTEBOOKS
from tensortidy.lsp.parent import ended, is_running
from tensortidy.lsp.reader import Reader

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pygls.protocol.json_rpc import MessageCallback, MessageHandler

    from tensortidy.lsp.session import Session
    from tensortidy.registry import Registry

# pygls keeps texts of its own, with lines where Python sees them: the session's are the only ones here.
_KEPT_BY_SESSION = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.NOTEBOOK_DOCUMENT_DID_OPEN,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE,
)


class Protocol(LanguageServerProtocol):
    """Answers requests that are malformed, too early or too late, as the protocol demands."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        for method in _KEPT_BY_SESSION:
            del self.fm.builtin_features[method]

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Read a message; a request that cannot be read is answered with an error."""
        if "method" in data:
            data.setdefault("params", None)  # they may be left out, which pygls forgives only methods that it knows
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self.refuse(data["id"], error)
            raise

    def handle_message(self, message: Any) -> None:
        """Hand a message on to its handler; a request that comes before its time or after it is refused."""
        method = getattr(message, "method", None)
        if method is not None and hasattr(message, "id"):
            starts = method == types.INITIALIZE
            if self._shutdown or (starts and self._workspace is not None):
                return self.refuse(message.id, JsonRpcInvalidRequest())
            if not starts and self._workspace is None:
                return self.refuse(message.id, JsonRpcServerNotInitialized())
        elif self._workspace is None and method != types.EXIT:
            return None
        elif method is not None and not self._shutdown and message.jsonrpc == self.VERSION:
            # pygls compares a message with four typing protocols, which costs a key a tenth of a millisecond
            copy_context().run(self._handle_notification, method, message.params)
            return None
        super().handle_message(message)
        return None

    def _execute_handler(
        self,
        msg_id: int | str,
        handler: MessageHandler,
        callback: MessageCallback,
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Run a handler, and let its future go when it is done: pygls keeps those of notifications for ever."""

        loop = asyncio.get_running_loop()

        def done(future: Future[Any]) -> None:
            # not at once: `shutdown` cancels all of them while it goes through them
            loop.call_soon_threadsafe(self._request_futures.pop, msg_id, None)
            callback(future)

        super()._execute_handler(msg_id, handler, done, args, kwargs)

    def refuse(self, request: int | str | None, error: JsonRpcException) -> None:
        """Answer a request (None: one whose number is not known) with an error."""
        self._send_response(request, error=error.to_response_error())  # type: ignore[arg-type]


class Server(LanguageServer):
    """A pygls server with a session, which has the rules of a registry, by default all that are installed."""

    def __init__(self, registry: Registry | None = None) -> None:
        super().__init__("tensortidy", __version__, notebook_document_sync=NOTEBOOKS, protocol_cls=Protocol)
        self.greeting = types.InitializeParams(types.ClientCapabilities())
        """What the client said of itself."""
        self._registry = registry
        self._errors: set[str] = set()
        self._follower: asyncio.Task[None] | None = None
        self._reader: Reader | None = None

    @cached_property
    def session(self) -> Session:
        """What the client has open. Made when first asked for: `initialize` is answered before the engine is there."""
        from tensortidy.lsp.convert import Converter, path_of  # noqa: PLC0415
        from tensortidy.lsp.session import Session  # noqa: PLC0415
        from tensortidy.registry import load  # noqa: PLC0415

        greeting = self.greeting
        session = Session(self._registry if self._registry is not None else load())
        session.client = greeting.capabilities
        session.converter = Converter(self.workspace.position_encoding or types.PositionEncodingKind.Utf16)
        folders = [folder.uri for folder in greeting.workspace_folders or ()] or [greeting.root_uri or ""]
        session.folders = [path for path in map(path_of, folders) if path is not None]
        session.configure(greeting.initialization_options)
        if self._reader is not None:
            self._reader.on_arrival = session.listen
        return session

    def start_io(self, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> None:
        """Serve one client over two streams, by default standard input and output, until it is done or gone."""
        self._stop_event = threading.Event()
        self.protocol.set_writer(StdoutWriter(stdout or sys.stdout.buffer))
        with suppress(BrokenPipeError, KeyboardInterrupt, SystemExit):
            asyncio.run(self._serve(self._stop_event, stdin or sys.stdin.buffer))
        self.shutdown()  # type: ignore[no-untyped-call]

    async def _serve(self, stop: threading.Event, stream: BinaryIO) -> None:
        self._reader = Reader(stream)
        await run_async(stop, self._reader, self.protocol, error_handler=self.report_server_error)

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics itself."""
        documents = self.session.client.text_document
        return documents is not None and documents.diagnostic is not None

    @property
    def refreshes(self) -> bool:
        """Whether the client asks for diagnostics itself, and asks again when told to."""
        workspace = self.session.client.workspace
        diagnostics = workspace.diagnostics if workspace is not None else None
        return self.pulls and diagnostics is not None and bool(diagnostics.refresh_support)

    def log(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Write a line into the client's log."""
        self.window_log_message(types.LogMessageParams(kind, message))

    def warn(self, message: str) -> None:
        """Log a message and show it to the user, once for each message."""
        if self.session.first_time(message):
            self.log(message, types.MessageType.Warning)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what went wrong inside the server, once; requests carry their errors in their answers."""
        if isinstance(error, JSONDecodeError | UnicodeDecodeError) and isinstance(self.protocol, Protocol):
            self.protocol.refuse(None, JsonRpcParseError(str(error)))
        if source is not FeatureRequestError and str(error) not in self._errors:
            self._errors.add(str(error))
            details = getattr(error, "data", None) or {}
            trace = "".join(details.get("traceback", ())) if isinstance(details, dict) else ""
            self.log(f"{error}\n{trace}".rstrip(), types.MessageType.Error)

    def follow(self, process: int | None) -> None:
        """Leave when the client's process has ended, should it not even have closed its end of the pipe."""
        if process is not None and is_running(process):
            self._follower = asyncio.ensure_future(_leave_after(process))


async def _leave_after(process: int) -> None:
    await ended(process)
    os._exit(1)
