"""A client of one language server, over standard input and output, that takes the time of what the server says."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.edits import Edit
from bench.machine import cpu_seconds, memory

CAPABILITIES: dict[str, Any] = {
    # Diagnostics are pushed: no server is asked for them, so that all are measured alike.
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "codeAction": {
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor", "source"]}},
        },
    },
    "workspace": {"configuration": True, "workspaceFolders": True},
}


class ServerError(Exception):
    """A server that ended, or did not answer where it must."""


@dataclass(frozen=True)
class Publication:
    """Diagnostics that came unasked, and when; ``version`` is None where the server sends none."""

    at: float
    uri: str
    version: int | None
    diagnostics: Sequence[Mapping[str, Any]] = ()


def answer_to(publications: Iterable[Publication], uri: str, version: int, since: float) -> Publication | None:
    """The first publication that tells of a version of a document, or of a later one.

    A server that sends no version is taken at its first word after ``since``, the time when the change was sent.
    """
    for publication in publications:
        if publication.uri == uri and publication.at >= since:
            if publication.version is None or publication.version >= version:
                return publication
    return None


@dataclass
class Document:
    """What the server was told of a document last."""

    uri: str
    text: str
    version: int = 1


@dataclass
class Client:
    """One server process, started on creation in a folder that is its workspace.

    Raises OSError where the command cannot be run.
    """

    command: Sequence[str]
    folder: Path
    started: float = field(init=False)
    diagnostics: Sequence[Mapping[str, Any]] = field(init=False, default=())
    """What it published last."""
    server: str = field(init=False, default="")
    """The name and version that it gave itself."""

    def __post_init__(self) -> None:
        self._alive, self._last_word = True, time.perf_counter()
        self._sync = 0
        self._requests = 0
        self._answers: dict[int, queue.Queue[tuple[float, dict[str, Any]]]] = {}
        self._publications: list[Publication] = []
        self._arrived, self._sending = threading.Condition(), threading.Lock()
        self.started = time.perf_counter()
        # A session of its own: its children can be ended with it.
        self._process = subprocess.Popen(
            list(self.command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    # ------------------------------------------------------------ life

    def initialize(self, timeout: float = 60.0) -> float:
        """Greet the server; gives the seconds from its start to its answer. Raises ServerError without one."""
        root = self.folder.as_uri()
        folders = [{"uri": root, "name": self.folder.name}]
        known = {"processId": os.getpid(), "rootUri": root, "workspaceFolders": folders, "capabilities": CAPABILITIES}
        asked = time.perf_counter()
        seconds, result = self.ask("initialize", known, timeout)
        if seconds is None or not isinstance(result, dict):
            raise ServerError(f"{self.command[0]} did not answer `initialize`")
        sync = result["capabilities"].get("textDocumentSync", 0)
        self._sync = sync.get("change", 0) if isinstance(sync, dict) else sync
        about = result.get("serverInfo") or {}
        self.server = f"{about.get('name', '')} {about.get('version', '')}".strip()
        self._notify("initialized", {})
        return asked - self.started + seconds

    def stop(self) -> None:
        """Say good-bye, and end what is left of it."""
        if self._alive:
            self.ask("shutdown", None, 3)
            self._notify("exit", None)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(3)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    # ------------------------------------------------------------ documents

    def open(self, path: Path, text: str) -> Document:
        """Open a document, as its first version."""
        document = Document(path.as_uri(), text)
        item = {"uri": document.uri, "languageId": "python", "version": document.version, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": item})
        return document

    def change(self, document: Document, edit: Edit) -> float:
        """Send one edit, as the next version; gives when it was sent."""
        change = edit.change(document.text)
        document.text, document.version = edit.applied(document.text), document.version + 1
        if self._sync == 1:  # the server wants whole texts
            change = {"text": document.text}
        item = {"uri": document.uri, "version": document.version}
        return self._notify("textDocument/didChange", {"textDocument": item, "contentChanges": [change]})

    def diagnosed(self, document: Document, since: float, timeout: float) -> float | None:
        """When the diagnostics of a document's present version were here; None where they do not come in time."""
        end = time.perf_counter() + timeout
        with self._arrived:
            while (found := answer_to(self._publications, document.uri, document.version, since)) is None:
                if not self._alive or not self._arrived.wait(end - time.perf_counter()):
                    return None
            self._publications = [other for other in self._publications if other.uri != document.uri]
        return found.at

    def ask(self, method: str, params: object, timeout: float) -> tuple[float | None, object]:
        """Send a request; gives the seconds to its answer, None without one, and the answer."""
        self._requests += 1
        number, answers = self._requests, queue.Queue[tuple[float, dict[str, Any]]]()
        self._answers[number] = answers
        sent = self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        try:
            at, message = answers.get(timeout=timeout if self._alive else 0.1)
        except queue.Empty:
            return None, None
        return (None, message["error"]) if "error" in message else (at - sent, message.get("result"))

    def rest(self, quiet: float, limit: float) -> None:
        """Wait until the server has said nothing and used no CPU for some seconds, at most up to a limit."""
        end, used, since = time.perf_counter() + limit, self.cpu_seconds, time.perf_counter()
        while self._alive and time.perf_counter() < end:
            time.sleep(0.02)
            if self.cpu_seconds - used > 0.011:  # more than one tick of the clock that counts it
                used, since = self.cpu_seconds, time.perf_counter()
            if time.perf_counter() - max(self._last_word, since) >= quiet:
                return

    @property
    def cpu_seconds(self) -> float:
        """The CPU time that the server and its children have used."""
        return cpu_seconds(self._process.pid)

    def memory(self, *, peak: bool = False) -> float:
        """The MB that the server and its children hold now, or held at most."""
        return memory(self._process.pid, peak=peak)

    # ------------------------------------------------------------ messages

    def _notify(self, method: str, params: object) -> float:
        return self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> float:
        body = json.dumps(message).encode()
        assert self._process.stdin is not None
        with self._sending:
            sent = time.perf_counter()
            try:
                self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
                self._process.stdin.flush()
            except OSError:
                self._alive = False
        return sent

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while line := stream.readline():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif line == b"\r\n":
                body, at = stream.read(length), time.perf_counter()
                self._receive(json.loads(body), at)
        with self._arrived:
            self._alive = False
            self._arrived.notify_all()
        for answers in list(self._answers.values()):  # whoever still waits need not
            answers.put((time.perf_counter(), {"error": "the server ended"}))

    def _receive(self, message: dict[str, Any], at: float) -> None:
        self._last_word = at
        method, number = message.get("method"), message.get("id")
        if method is None:
            if isinstance(number, int) and number in self._answers:
                self._answers.pop(number).put((at, message))
        elif number is not None:  # the server asks: it gets no settings, and consent to the rest
            items = (message.get("params") or {}).get("items", ())
            result = [None for _ in items] if method == "workspace/configuration" else None
            self._send({"jsonrpc": "2.0", "id": number, "result": result})
        elif method == "textDocument/publishDiagnostics":
            params = message["params"]
            with self._arrived:
                self.diagnostics = params["diagnostics"]
                self._publications.append(Publication(at, params["uri"], params.get("version"), self.diagnostics))
                self._arrived.notify_all()
