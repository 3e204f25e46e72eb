"""Clients that break the rules of the protocol: the server answers, or passes it by, and goes on.

Messages that are none have their tests in ``test_messages.py``, ends in ``test_ends.py``; ``lsp/test_process.py`` has
more of both.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from lsp.raw import Connection, connect, start_server
from lsp.samples import RETAINED

URI = "untitled:a.py"
FOUND = ["graph-retention-after-backward"]
PULLS: dict[str, object] = {"textDocument": {"diagnostic": {}}}


@pytest.fixture
def client() -> Iterator[Connection]:
    """A client that asks for diagnostics; the server has to be well at the end."""
    process = start_server()  # nobody reads its standard error
    client = connect(process)
    client.initialize(capabilities=PULLS)
    yield client
    client.leave()
    process.wait()
    assert process.returncode == 0


def opened(client: Connection, text: str = RETAINED, version: Any = 1, uri: str = URI) -> None:
    item = {"uri": uri, "languageId": "python", "version": version, "text": text}
    client.send("textDocument/didOpen", {"textDocument": item})


def changed(client: Connection, version: Any, *changes: object, uri: str = URI) -> None:
    params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}
    client.send("textDocument/didChange", params)


def found(client: Connection, uri: str = URI) -> list[str]:
    items = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})["items"]
    return [item["code"] for item in items]


def place(line: int, character: int) -> dict[str, int]:
    return {"line": line, "character": character}


def answers(client: Connection, count: int) -> set[object]:
    """The numbers of the next requests to be answered, whatever the answers are."""
    numbers: list[object] = []
    while len(numbers) < count:
        message = client.receive()
        numbers.extend([message["id"]] if "id" in message else [])
    return set(numbers)


def errors(client: Connection) -> list[str]:
    return [item["params"]["message"] for item in client.notifications if item.get("method") == "window/logMessage"]


# ---------------------------------------------------------------- versions and documents


def test_versions_out_of_order_are_taken_as_they_come(client: Connection) -> None:
    opened(client)
    for version in (3, 2, 1, 1, 1, -5, 2**31 - 1, 0):
        changed(client, version, {"text": "import torch\n"})
        assert found(client) == []
        changed(client, version, {"text": RETAINED})
        assert found(client) == FOUND
    assert errors(client) == []


def test_a_document_that_is_closed_has_nothing_to_say(client: Connection) -> None:
    opened(client)
    client.send("textDocument/didClose", {"textDocument": {"uri": URI}})
    client.send("textDocument/didClose", {"textDocument": {"uri": URI}})
    changed(client, 2, {"text": RETAINED})
    where = {"textDocument": {"uri": URI}, "position": place(7, 10)}
    assert found(client) == []
    assert client.request("textDocument/hover", where) is None
    actions = {"textDocument": {"uri": URI}, "range": {"start": place(0, 0), "end": place(9, 0)}}
    assert client.request("textDocument/codeAction", {**actions, "context": {"diagnostics": []}}) == []
    opened(client)
    assert found(client) == FOUND


def test_a_document_that_is_opened_twice_has_the_later_text(client: Connection) -> None:
    opened(client, RETAINED)
    opened(client, "import torch\n", version=1)
    assert found(client) == []


def test_what_was_asked_of_a_document_that_is_closed_meanwhile_is_answered(client: Connection) -> None:
    opened(client, RETAINED * 60)
    where = {"textDocument": {"uri": URI}, "range": {"start": place(0, 0), "end": place(9, 0)}}
    for number in range(100, 130, 3):
        client.send("textDocument/diagnostic", where, id=number)
        client.send("textDocument/hover", {**where, "position": place(7, 22)}, id=number + 1)
        client.send("textDocument/codeAction", {**where, "context": {"diagnostics": []}}, id=number + 2)
    client.send("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert answers(client, 30) == set(range(100, 130))
    opened(client)
    assert found(client) == FOUND


def test_lone_surrogates_are_kept_and_counted_as_one_unit(client: Connection) -> None:
    broken = "loss = 1  # \ud800 \udfff\n"
    opened(client, broken + RETAINED)
    changed(client, 2, {"range": {"start": place(0, 12), "end": place(0, 15)}, "text": "\udc00"})
    assert found(client) == FOUND
    [action, *_] = client.request(
        "textDocument/codeAction",
        {
            "textDocument": {"uri": URI},
            "range": {"start": place(8, 22), "end": place(8, 22)},
            "context": {"diagnostics": []},
        },
    )
    assert action["isPreferred"]
    changed(client, 3, {"text": broken + RETAINED}, {"range": {"start": place(0, 0), "end": place(1, 0)}, "text": ""})
    assert found(client) == FOUND


NAMES = {
    "empty": "", "no scheme": "a", "no path": "file:", "empty path": "file://", "NUL": "file:///%00.py",
    "not UTF-8": "file:///%ff.py", "host": "file://host/a.py", "broken": "http://[a.py",
    "long": "untitled:" + "a" * 9_999,
    "deep": "file:///" + "a/" * 1_000 + "b.py",
}  # fmt: skip


def test_any_name_of_a_document_will_do(client: Connection) -> None:
    for name, uri in NAMES.items():
        opened(client, uri=uri)
        assert found(client, uri) == FOUND, name
        client.send("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert found(client, uri) == [], name


# ---------------------------------------------------------------- places and changes


RANGES = (
    ((0, 0), (10**9, 0)),
    ((10**9, 10**9), (10**9, 10**9)),
    ((3, 10**9), (2, 0)),
    ((8, 0), (0, 0)),
    ((0, 5), (0, 2)),
)


def test_a_range_outside_or_the_wrong_way_round_does_no_harm(client: Connection) -> None:
    opened(client)
    for start, end in RANGES:
        where = {"start": place(*start), "end": place(*end)}
        changed(client, 2, {"range": where, "text": "x\n"})
        found(client)
        client.request("textDocument/hover", {"textDocument": {"uri": URI}, "position": place(*start)})
        actions = {"textDocument": {"uri": URI}, "range": where, "context": {"diagnostics": []}}
        client.request("textDocument/codeAction", actions)
        changed(client, 3, {"text": RETAINED})
        assert found(client) == FOUND


MALFORMED: list[tuple[str, object]] = [
    ("textDocument/didOpen", {}),
    ("textDocument/didOpen", {"textDocument": {"uri": 3, "languageId": None, "version": "x", "text": []}}),
    ("textDocument/didOpen", None),
    ("textDocument/didChange", {"textDocument": {"uri": URI, "version": 2}}),
    ("textDocument/didChange", {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{}]}),
    ("textDocument/didChange", {"textDocument": {"uri": URI, "version": 2}, "contentChanges": "all of it"}),
    ("textDocument/didClose", [1, 2]),
    ("workspace/didChangeConfiguration", {"settings": [1]}),
    ("workspace/didChangeConfiguration", {"settings": {"tensortidy": {"select": {"a": [None]}}}}),
    ("workspace/didChangeWatchedFiles", {"changes": [{"uri": "file:///a.py", "type": 99}]}),
    ("workspace/didChangeWorkspaceFolders", {"event": {}}),
    ("workspace/didChangeWorkspaceFolders", {"event": {"added": [{"uri": "\0", "name": ""}], "removed": []}}),
    ("$/cancelRequest", {"id": 12345}),
    ("$/cancelRequest", {}),
    ("$/progress", {"token": 1, "value": None}),
    ("window/workDoneProgress/cancel", {"token": "none"}),
]


def test_notifications_that_make_no_sense_change_nothing(client: Connection) -> None:
    opened(client)
    for method, params in MALFORMED:
        client.send(method, params)
        assert found(client) == FOUND, (method, params)


def test_a_client_that_does_not_read_standard_error_is_answered_all_the_same(client: Connection) -> None:
    opened(client)
    for _ in range(2_000):  # each makes some KB of it, and a pipe holds 64
        client.send("textDocument/didOpen", {})
    assert found(client) == FOUND


METHODS = (
    "textDocument/diagnostic", "workspace/diagnostic", "textDocument/hover", "textDocument/codeAction",
    "codeAction/resolve",
)  # fmt: skip

SENSELESS: tuple[object, ...] = (None, {}, [], "x", {"textDocument": None}, {"textDocument": {"uri": None}})


def test_requests_that_make_no_sense_are_answered(client: Connection) -> None:
    opened(client)
    for method in METHODS:
        for number, params in enumerate(SENSELESS):
            request = f"{method} {number}"
            client.send(method, params, id=request)
            while (message := client.receive()).get("id") != request:
                pass
            assert "error" in message or "result" in message, (method, params)
    assert found(client) == FOUND


def test_settings_of_the_wrong_kind_are_told_and_the_rest_holds(client: Connection) -> None:
    settings = {
        "tensortidy": {"select": 5, "severity": {"graph-retention-after-backward": "loud"}, "ignore": ["no-such-rule"]}
    }
    client.send("workspace/didChangeConfiguration", {"settings": settings})
    opened(client)
    assert found(client) == FOUND
    shown = [item["params"]["message"] for item in client.notifications if item["method"] == "window/showMessage"]
    assert len(shown) == 3


# ---------------------------------------------------------------- work that nobody waits for


def test_of_many_requests_that_are_cancelled_each_is_answered(client: Connection) -> None:
    opened(client, RETAINED * 50)
    for number in range(100, 200):
        client.send("textDocument/diagnostic", {"textDocument": {"uri": URI}}, id=number)
        client.send("$/cancelRequest", {"id": number})
    assert answers(client, 100) == set(range(100, 200))


def test_a_request_that_is_cancelled_costs_the_others_nothing(client: Connection) -> None:
    opened(client, RETAINED * 200)
    for number in range(100, 110):
        client.send("textDocument/diagnostic", {"textDocument": {"uri": URI}}, id=number)
    client.send("$/cancelRequest", {"id": 100})
    received: dict[object, dict[str, Any]] = {}
    while len(received) < 10:
        message = client.receive()
        received.update({message["id"]: message} if "id" in message else {})
    assert [len(received[number]["result"]["items"]) for number in range(101, 110)] == [200] * 9


def test_requests_of_the_same_number_are_each_answered(client: Connection) -> None:
    opened(client, RETAINED * 20)
    for _ in range(5):
        client.send("textDocument/diagnostic", {"textDocument": {"uri": URI}}, id="twin")
    client.send("$/cancelRequest", {"id": "twin"})
    assert [client.receive()["id"] for _ in range(5)] == ["twin"] * 5
    opened(client)
    assert found(client) == FOUND


def test_what_is_too_large_is_told_once_and_costs_no_other_document(client: Connection) -> None:
    opened(client, "import torch\n" + "x = 1\n" * 200_000, uri="file:///large.py")
    assert found(client, "file:///large.py") == []
    assert found(client, "file:///large.py") == []
    opened(client)
    assert found(client) == FOUND
    shown = [item["params"]["message"] for item in client.notifications if item["method"] == "window/showMessage"]
    assert shown == ["large.py has 200,001 lines, of 100,000 at most: it is left out, and nothing is reported in it."]
    end = {"start": place(200_001, 0), "end": place(200_001, 0)}
    for version in range(2, 5):
        changed(client, version, {"range": end, "text": "y = 2\n"}, uri="file:///large.py")
        assert found(client, "file:///large.py") == []
    assert [item for item in client.notifications if item["method"] == "window/showMessage"][1:] == []
