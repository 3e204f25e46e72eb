"""A client that speaks the protocol byte by byte, for what well-behaved clients never show."""

import json
import subprocess
import sys
from typing import IO, Any


class Connection:
    """Frames and unframes JSON-RPC messages over two binary streams."""

    def __init__(self, reader: IO[bytes], writer: IO[bytes]) -> None:
        self.reader = reader
        self.writer = writer
        self.notifications: list[dict[str, Any]] = []
        self._last = 0

    def send(self, method: str, params: object = None, **extra: object) -> None:
        """Send a notification, or a request where ``id`` is given."""
        self._write({"jsonrpc": "2.0", "method": method, "params": params, **extra})

    def _write(self, message: object) -> None:
        body = json.dumps(message).encode()
        self.writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.writer.flush()

    def receive(self) -> dict[str, Any]:
        """The next message. Raises EOFError where the server has left."""
        header = self.reader.readline()
        length = 0
        while header.strip():
            name, _, value = header.decode("ascii").partition(":")
            assert name in ("Content-Length", "Content-Type"), f"not the protocol: {header!r}"
            length = int(value) if name == "Content-Length" else length
            header = self.reader.readline()
        if not length:
            raise EOFError
        message = json.loads(self.reader.read(length))
        assert isinstance(message, dict)
        return message

    def request(self, method: str, params: object = None) -> Any:
        """Send a request and wait for its result; notifications that come before it are kept."""
        self._last += 1
        self.send(method, params, id=self._last)
        while True:
            message = self.receive()
            if message.get("id") == self._last and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]
            self.notifications.append(message)

    def expect(self, method: str) -> dict[str, Any]:
        """The next message of some method; others that come before it are kept."""
        while True:
            message = self.receive()
            if message.get("method") == method:
                return message
            self.notifications.append(message)

    def answer(self, message: dict[str, Any], result: object) -> None:
        """Answer a request of the server's."""
        self._write({"jsonrpc": "2.0", "id": message["id"], "result": result})

    def refuse(self, message: dict[str, Any]) -> None:
        """Answer a request of the server's with an error."""
        self._write({"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32601, "message": "not here"}})

    def leave(self) -> None:
        """Say good-bye."""
        self.request("shutdown")
        self.send("exit")

    def initialize(self, **params: object) -> Any:
        """Introduce the client."""
        result = self.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}, **params})
        self.send("initialized", {})
        return result


def start_server(*arguments: str) -> "subprocess.Popen[bytes]":
    """The language server as a process."""
    command = [sys.executable, "-m", "tensortidy", "lsp", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def connect(process: "subprocess.Popen[bytes]") -> Connection:
    """A connection over a process's standard streams."""
    assert process.stdin is not None
    assert process.stdout is not None
    return Connection(process.stdout, process.stdin)
