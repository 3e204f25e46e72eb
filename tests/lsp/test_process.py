"""The server as a process: its streams, its end, and TCP."""

import socket
from pathlib import Path

from lsp.raw import Connection, connect, start_server
from lsp.samples import RETAINED


def test_it_exits_with_0_after_shutdown_and_says_nothing_but_the_protocol() -> None:
    process = start_server()
    client = connect(process)
    capabilities = client.initialize()["capabilities"]
    assert capabilities["textDocumentSync"]["change"] == 2
    assert capabilities["hoverProvider"]
    assert capabilities["diagnosticProvider"]["workspaceDiagnostics"] is True
    assert capabilities["codeActionProvider"]["codeActionKinds"] == ["quickfix", "source.fixAll.tensortidy"]
    client.request("shutdown")
    client.send("exit")
    rest, _ = process.communicate(timeout=30)
    assert rest == b""
    assert process.returncode == 0


def test_it_exits_with_1_without_shutdown() -> None:
    process = start_server()
    client = connect(process)
    client.initialize()
    client.send("exit")
    process.communicate(timeout=30)
    assert process.returncode == 1


def test_it_ends_when_its_client_dies() -> None:
    process = start_server("--stdio")
    client = connect(process)
    client.initialize()
    process.communicate(timeout=30)  # closes its standard input
    assert process.returncode == 1


def test_tracing_and_unknown_methods_do_no_harm() -> None:
    process = start_server()
    client = connect(process)
    client.initialize()
    client.send("$/setTrace", {"value": "verbose"})
    client.send("$/somethingNew", {"a": 1})
    client.send("textDocument/somethingNew", {"a": 1}, id=99)
    answer = client.receive()
    assert answer["id"] == 99
    assert answer["error"]["code"] == -32601  # method not found
    client.request("shutdown")
    client.send("exit")
    process.communicate(timeout=30)


def test_a_cancelled_request_is_answered_as_such() -> None:
    process = start_server()
    client = connect(process)
    client.initialize()
    document = {"uri": "untitled:a", "languageId": "python", "version": 1, "text": RETAINED * 200}
    client.send("textDocument/didOpen", {"textDocument": document})
    client.send("textDocument/diagnostic", {"textDocument": {"uri": "untitled:a"}}, id=7)
    client.send("$/cancelRequest", {"id": 7})
    while (message := client.receive()).get("id") != 7:
        pass
    assert message["error"]["code"] == -32800  # request cancelled
    client.request("shutdown")
    client.send("exit")
    process.communicate(timeout=30)


def test_the_workspace_is_reported_in_parts_with_progress(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.py").write_text(RETAINED)
    process = start_server()
    client = connect(process)
    folder = {"uri": tmp_path.as_uri(), "name": "here"}
    client.initialize(workspaceFolders=[folder])
    params = {"previousResultIds": [], "workDoneToken": "work", "partialResultToken": "parts"}
    assert client.request("workspace/diagnostic", params) == {"items": []}
    progress = [item["params"] for item in client.notifications if item["method"] == "$/progress"]
    parts = [item["value"]["items"] for item in progress if item["token"] == "parts"]
    assert [len(items[0]["items"]) for items in parts] == [1, 1, 1]
    work = [item["value"]["kind"] for item in progress if item["token"] == "work"]
    assert work == ["begin", "report", "report", "report", "end"]
    client.request("shutdown")
    client.send("exit")
    process.communicate(timeout=30)


def test_tcp_serves_one_client_on_the_loopback() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = start_server("--tcp", str(port))
    try:
        stream = _connect_when_ready(port)
        client = Connection(stream.makefile("rb"), stream.makefile("wb"))
        assert client.initialize()["serverInfo"]["name"] == "tensortidy"
        client.request("shutdown")
        client.send("exit")
        process.wait(timeout=30)
    finally:
        process.kill()
        process.communicate()


def _connect_when_ready(port: int) -> socket.socket:
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=30)
        except ConnectionRefusedError:
            continue
