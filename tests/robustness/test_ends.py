"""However a client leaves, the server ends, and it serves no other one."""

import socket

import pytest

from lsp.raw import Connection, connect, start_server
from lsp.samples import RETAINED

URI = "untitled:a.py"
PULLS: dict[str, object] = {"textDocument": {"diagnostic": {}}}


def opened(client: Connection, text: str = RETAINED, uri: str = URI) -> None:
    item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    client.send("textDocument/didOpen", {"textDocument": item})


# ---------------------------------------------------------------- after the end


def test_after_shutdown_requests_are_refused_and_notifications_are_passed_by() -> None:
    process = start_server()
    client = connect(process)
    client.initialize(capabilities=PULLS)
    opened(client, RETAINED * 60)
    client.send("textDocument/diagnostic", {"textDocument": {"uri": URI}}, id=100)
    client.request("shutdown")
    opened(client, uri="untitled:b.py")
    identifier = {"uri": URI, "version": 2}
    client.send("textDocument/didChange", {"textDocument": identifier, "contentChanges": [{"text": ""}]})
    client.send("workspace/didChangeConfiguration", {"settings": {}})
    client.send("workspace/didChangeWatchedFiles", {"changes": []})
    client.send("textDocument/didClose", {"textDocument": {"uri": URI}})
    for number, method in enumerate(("shutdown", "textDocument/diagnostic", "textDocument/unknown"), start=101):
        client.send(method, {"textDocument": {"uri": URI}} if "diagnostic" in method else None, id=number)
    received = client.notifications
    while len([item for item in received if "id" in item]) < 4:  # that of before the end may be answered either way
        received.append(client.receive())
    assert {item["error"]["code"] for item in received if item.get("id") != 100 and "id" in item} == {-32600}
    client.send("exit")
    process.communicate()
    assert process.returncode == 0


# ---------------------------------------------------------------- clients that go wrong


def test_it_ends_when_its_client_dies_in_the_middle_of_a_message() -> None:
    process = start_server()
    client = connect(process)
    client.initialize()
    client.writer.write(b'Content-Length: 10000\r\n\r\n{"jsonrpc"')
    process.communicate()  # closes the streams
    assert process.returncode == 1


def test_who_stops_reading_for_a_while_is_told_everything_later() -> None:
    process = start_server()
    client = connect(process)
    client.initialize(capabilities=PULLS)
    opened(client, RETAINED * 20)
    for number in range(1000, 1300):  # the answers are far more than a pipe holds, the questions are not
        client.send("textDocument/diagnostic", {"textDocument": {"uri": URI}}, id=number)
    assert {client.receive()["id"] for _ in range(300)} == set(range(1000, 1300))
    client.leave()
    process.communicate()
    assert process.returncode == 0


def test_it_ends_when_its_client_stops_reading_and_dies() -> None:
    process = start_server()
    client = connect(process)
    client.initialize()
    opened(client, RETAINED * 20)
    for number in range(300):  # the answers are far more than a pipe holds, the questions are not
        client.send("textDocument/diagnostic", {"textDocument": {"uri": URI}}, id=1000 + number)
    assert process.stdout is not None
    process.stdout.close()
    client.writer.close()
    assert process.stderr is not None
    process.stderr.read()
    assert process.wait() != 0


def test_two_clients_of_one_port_do_not_share_a_server() -> None:
    process = start_server("--tcp", "0")
    assert process.stderr is not None
    port = int(process.stderr.readline().decode().rstrip(".\n").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as stream:
        client = Connection(stream.makefile("rb"), stream.makefile("wb"))
        client.initialize(capabilities=PULLS)
        for _ in range(3):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port))
        opened(client)
        report = client.request("textDocument/diagnostic", {"textDocument": {"uri": URI}})
        assert [item["code"] for item in report["items"]] == ["graph-retention-after-backward"]
        stream.shutdown(socket.SHUT_RDWR)
    process.communicate()
    assert process.returncode == 1, "it ends with its client"


def test_it_listens_on_this_machine_only() -> None:
    process = start_server("--tcp", "0")
    assert process.stderr is not None
    assert b"on 127.0.0.1:" in process.stderr.readline()
    process.kill()
    process.communicate()
