"""Messages that are none: the server answers, or passes them by, and does its work for those that are."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from lsp.raw import Connection, connect, start_server
from lsp.samples import RETAINED

FOUND = ["graph-retention-after-backward"]


@pytest.fixture
def stranger() -> Iterator[Connection]:
    """A client that has not introduced itself; the server has to be well at the end."""
    process = start_server()
    yield connect(process)
    process.communicate()
    assert process.returncode == 0


@pytest.fixture
def client(stranger: Connection) -> Iterator[Connection]:
    """A client that asks for diagnostics."""
    stranger.initialize(capabilities={"textDocument": {"diagnostic": {}}})
    yield stranger
    stranger.leave()


def works(client: Connection) -> bool:
    """Whether a document that is opened now is analysed."""
    uri = "untitled:a.py"
    item = {"uri": uri, "languageId": "python", "version": 1, "text": RETAINED}
    client.send("textDocument/didOpen", {"textDocument": item})
    found = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})["items"]
    return [item["code"] for item in found] == FOUND


def put(client: Connection, *bodies: bytes) -> None:
    """Send what may be no message, with a header that tells its length."""
    for body in bodies:
        client.writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    client.writer.flush()


def errors(client: Connection) -> list[tuple[object, int]]:
    """What was answered with an error: the numbers of the requests (None where they are not known), and the codes."""
    return [(item.get("id"), item["error"]["code"]) for item in client.notifications if "error" in item]


# ---------------------------------------------------------------- no JSON, no message

NO_JSON = (
    b"{{{", b"", b"\xff\xfe", b"{\0}", b'"never closed', b"[" * 100_000, b'{"a":' * 100_000, b"9" * 10_000,
    '{"jsonrpc":"2.0","method":"$/x"'.encode("utf-16"),
)  # fmt: skip

NO_MESSAGES = (
    b"1", b"null", b"true", b"nan", b'"x"', b"[]", b"{}", b'[{"jsonrpc":"2.0","id":5,"method":"shutdown"}]',
    b'{"method":"exit"}', b'{"jsonrpc":"1.0","method":"exit"}', b'{"jsonrpc":"2.0"}', b'{"jsonrpc":"2.0","method":7}',
    b'{"jsonrpc":"2.0","method":{}}', b'{"jsonrpc":"2.0","result":1}', b'{"jsonrpc":"2.0","id":[9],"result":null}',
    b'{"jsonrpc":"2.0","id":99,"result":null}', b'{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}',
    b'{"jsonrpc":"2.0","id":99,"error":"x"}', b'\xef\xbb\xbf{"jsonrpc":"2.0","method":"$/x"}',
)  # fmt: skip


def test_what_is_no_message_is_passed_by(client: Connection) -> None:
    for body in (*NO_JSON, *NO_MESSAGES):
        put(client, body)
        assert works(client), body


def test_requests_with_odd_numbers_are_answered_with_them(client: Connection) -> None:
    numbers = ("1.5", "[1]", "{}", '"' + "9" * 9_999 + '"')
    for number in numbers:
        put(client, b'{"jsonrpc":"2.0","id":%s,"method":"textDocument/hover","params":[]}' % number.encode())
        assert works(client), number
    assert errors(client) == [(json.loads(number), -32602) for number in numbers]  # invalid params


def test_unknown_methods_are_told_of_requests_and_passed_by_in_notifications(client: Connection) -> None:
    for method in ("textDocument/unknown", "$/unknown", "", "exit2"):
        client.send(method, {"a": 1})
        put(client, b'{"jsonrpc":"2.0","method":"%s"}' % method.encode())
        client.send(method, {"a": 1}, id=f"{method} with params")
        put(client, b'{"jsonrpc":"2.0","method":"%s","id":"%s"}' % (method.encode(), method.encode()))
        assert works(client), method
        assert errors(client)[-2:] == [(f"{method} with params", -32601), (method, -32601)]  # method not found
    assert len(client.notifications) == 8, "and nothing else is said"


# ---------------------------------------------------------------- headers

HEADERS = (
    b"hello\r\nworld\r\n\r\n", b"\r\n\r\n\r\n", b"Content-Length: 0\r\n\r\n", b"Content-Length: -5\r\n\r\n",
    b"Content-Length: five\r\n\r\n", b"Content-Type: text/plain\r\n\r\n", b"X: " + b"a" * 200_000 + b"\r\n\r\n",
    bytes(range(256)) + b"\r\n\r\n", b'Content-Length: 10\r\n\r\n{"jsonrpc":"2.0","method":"$/x"}\r\n',
)  # fmt: skip


def test_headers_that_make_no_sense_are_passed_by(client: Connection) -> None:
    for header in HEADERS:
        client.writer.write(header)
        client.writer.flush()
        assert works(client), header


def test_other_headers_are_no_matter(client: Connection) -> None:
    body = b'{"jsonrpc":"2.0","method":"$/x"}'
    client.writer.write(b"Content-Length: %d\r\nContent-Type: application/json\r\n\r\n%s" % (len(body), body))
    client.writer.flush()
    assert works(client)
    assert client.notifications == []


# ---------------------------------------------------------------- introductions


def test_who_introduces_himself_wrongly_is_told_and_may_try_again(stranger: Connection) -> None:
    said: tuple[Any, ...] = (
        {"capabilities": 3},
        {"capabilities": {"textDocument": {"diagnostic": 4}}},
        {"capabilities": {}, "processId": "one"},
        {},
        None,
        [],
    )
    for number, params in enumerate(said):
        stranger.send("initialize", params, id=f"try {number}")
        put(stranger, b"{{{", b"null")
    stranger.initialize(capabilities={"textDocument": {"diagnostic": {}}})
    assert works(stranger)
    told = [answer for number in range(len(said)) for answer in ((f"try {number}", -32602), (None, -32700))]
    assert errors(stranger) == told, "invalid params, and what could not be parsed"
    stranger.leave()


@pytest.mark.parametrize(
    "params",
    [
        {"processId": 10**30},
        {"processId": -1, "rootUri": "http:///a", "capabilities": {"general": {"positionEncodings": []}}},
        {"processId": 0, "workspaceFolders": [{"uri": "\0", "name": ""}], "initializationOptions": [1]},
        {"initializationOptions": {"select": {"a": [None]}}, "rootUri": 5},
        {"capabilities": {"general": {"positionEncodings": ["ebcdic", 5]}}},
    ],
    ids=repr,
)
def test_introductions_that_make_little_sense_will_do(stranger: Connection, params: dict[str, Any]) -> None:
    stranger.initialize(**params)
    item = {"uri": "untitled:a.py", "languageId": "python", "version": 1, "text": RETAINED}
    stranger.send("textDocument/didOpen", {"textDocument": item})
    told = stranger.expect("textDocument/publishDiagnostics")["params"]["diagnostics"]
    assert [found["code"] for found in told] == FOUND
    stranger.leave()
