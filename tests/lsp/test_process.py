"""The server as a process: its streams, its end, and TCP."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lsp.raw import Connection, connect, start_server
from lsp.samples import RETAINED


def test_it_exits_with_0_after_shutdown_and_says_nothing_but_the_protocol() -> None:
    process = start_server()
    client = connect(process)
    capabilities = client.initialize()["capabilities"]
    assert capabilities["textDocumentSync"]["change"] == 2
    assert capabilities["hoverProvider"]
    assert capabilities["diagnosticProvider"]["workspaceDiagnostics"] is True
    kinds = capabilities["codeActionProvider"]["codeActionKinds"]
    assert kinds == [
        "quickfix",
        "quickfix.ignore.tensortidy",
        "refactor.rewrite",
        "source.fixAll.tensortidy",
        "notebook.source.fixAll.tensortidy",
    ]
    assert "notebookDocumentSync" not in capabilities
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
    client.leave()
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
    client.leave()
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
    client.leave()
    process.communicate(timeout=30)


def test_tcp_serves_one_client_and_no_other() -> None:
    process = start_server("--tcp", "0")
    assert process.stderr is not None
    listening = process.stderr.readline().decode()
    assert listening.startswith("TensorTidy listens on 127.0.0.1:")
    address = ("127.0.0.1", int(listening.rstrip(".\n").rpartition(":")[2]))
    with socket.create_connection(address, timeout=30) as stream:
        client = Connection(stream.makefile("rb"), stream.makefile("wb"))
        assert client.initialize()["serverInfo"]["name"] == "tensortidy"
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, timeout=30)
        client.leave()
        process.communicate(timeout=30)
    assert process.returncode == 0


def test_an_address_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start_server("--tcp", str(taken.getsockname()[1]))
        _, error = process.communicate(timeout=30)
    assert error.startswith(b"TensorTidy cannot listen on 127.0.0.1:")
    assert process.returncode == 1


def test_it_ends_when_the_process_that_it_was_told_of_ends() -> None:
    editor = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = start_server()
    client = connect(process)
    client.initialize(processId=editor.pid)
    editor.communicate(timeout=30)  # ends it; the server's standard input stays open
    assert process.wait(timeout=30) == 1
    process.communicate()


def test_a_process_that_is_out_of_sight_is_not_waited_for() -> None:
    editor = subprocess.Popen([sys.executable, "-c", ""])
    editor.wait(timeout=30)  # as when the server runs in a container: the number means nothing here
    process = start_server()
    client = connect(process)
    client.initialize(processId=editor.pid)
    client.leave()
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_requests_before_the_start_and_after_the_end_are_refused() -> None:
    process = start_server()
    client = connect(process)
    client.send("textDocument/hover", {"textDocument": {"uri": "a:b"}, "position": {"line": 0, "character": 0}}, id=1)
    assert client.receive()["error"]["code"] == -32002  # server not initialized
    client.initialize()
    client.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, id=2)
    assert client.receive()["error"]["code"] == -32600  # invalid request: it has been said
    client.request("shutdown")
    client.send("workspace/diagnostic", {"previousResultIds": []}, id=3)
    assert client.receive()["error"]["code"] == -32600
    client.send("exit")
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_what_cannot_be_read_is_answered_and_does_no_harm() -> None:
    process = start_server()
    client = connect(process)
    client.initialize()
    client.send("textDocument/hover", {"place": "here"}, id=1)
    assert client.receive()["error"]["code"] == -32602  # invalid params
    for body in (b"{{{", b"\xff\xff", b"[1, 2]"):
        client.writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    client.writer.flush()
    client.request("shutdown")
    answers = [item["error"]["code"] for item in client.notifications if "error" in item]
    assert answers == [-32700, -32700]  # parse error
    client.send("exit")
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_notifications_about_documents_that_nobody_opened_do_no_harm() -> None:
    process = start_server()
    client = connect(process)
    client.initialize()
    where = {"start": {"line": 5, "character": 0}, "end": {"line": 9, "character": 1}}
    unknown: dict[str, object] = {"uri": "file:///never/opened.py"}
    changes = [{"range": where, "text": "x"}]
    changed = {"uri": unknown["uri"], "version": 2}
    client.send("textDocument/didChange", {"textDocument": changed, "contentChanges": changes})
    client.send("textDocument/didSave", {"textDocument": unknown})
    client.send("textDocument/didClose", {"textDocument": unknown})
    actions = {"textDocument": unknown, "range": where, "context": {"diagnostics": []}}
    assert client.request("textDocument/codeAction", actions) == []
    unresolved = {"title": "Fix", "data": {**unknown, "version": 1}}
    assert "edit" not in client.request("codeAction/resolve", unresolved)
    assert [item for item in client.notifications if "Message" in item["method"]] == []
    client.leave()
    process.communicate(timeout=30)


def test_of_many_texts_only_the_last_is_sure_to_be_published_and_none_after_it() -> None:
    process = start_server()
    client = connect(process)
    client.initialize()
    document = {"uri": "untitled:a", "languageId": "python", "version": 1, "text": RETAINED}
    client.send("textDocument/didOpen", {"textDocument": document})
    for version in range(2, 30):
        changed = {"uri": "untitled:a", "version": version}
        client.send("textDocument/didChange", {"textDocument": changed, "contentChanges": [{"text": "\n" * version}]})
    versions = [0]
    while versions[-1] != 29:
        versions.append(client.expect("textDocument/publishDiagnostics")["params"]["version"])
    assert versions == sorted(set(versions))
    client.request("shutdown")
    assert not [item for item in client.notifications if item["method"] == "textDocument/publishDiagnostics"]
    client.send("exit")
    process.communicate(timeout=30)


def test_a_client_with_notebooks_is_told_which_cells_to_send() -> None:
    process = start_server()
    client = connect(process)
    capabilities = client.initialize(capabilities={"notebookDocument": {"synchronization": {}}})["capabilities"]
    cells = [{"language": "python"}, {"language": "shellscript"}]
    assert capabilities["notebookDocumentSync"] == {"notebookSelector": [{"cells": cells}], "save": True}
    client.leave()
    process.communicate(timeout=30)
