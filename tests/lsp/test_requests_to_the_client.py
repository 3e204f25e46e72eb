"""What the server asks of a client that can be asked: settings, to be told of changes, to pull anew."""

from pathlib import Path

from lsp.raw import Connection, connect, start_server
from lsp.samples import RETAINED
from projects import CALLS_COLLECT, COLLECT

ASKABLE = {
    "workspace": {
        "configuration": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "diagnostics": {"refreshSupport": True},
    },
    "textDocument": {"diagnostic": {}},
}


def codes(client: Connection, uri: str) -> list[str]:
    report = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    return [item["code"] for item in report["items"]]


def test_a_client_is_asked_for_its_settings_and_to_tell_of_changes(tmp_path: Path) -> None:
    process = start_server()
    client = connect(process)
    client.initialize(capabilities=ASKABLE, workspaceFolders=[{"uri": tmp_path.as_uri(), "name": "here"}])

    asked = client.expect("workspace/configuration")
    assert asked["params"]["items"] == [{"section": "tensortidy"}]
    client.answer(asked, [{"ignore": ["graph-retention-after-backward"]}])
    client.answer(client.expect("workspace/diagnostic/refresh"), None)

    registered = []
    for _ in range(2):
        wish = client.expect("client/registerCapability")
        registered.extend(wish["params"]["registrations"])
        client.answer(wish, None)
    assert [item["method"] for item in registered] == [
        "workspace/didChangeConfiguration",
        "workspace/didChangeWatchedFiles",
    ]
    watched = [item["globPattern"] for item in registered[1]["registerOptions"]["watchers"]]
    assert {"**/pyproject.toml", "**/*.py"} <= set(watched)

    uri = (tmp_path / "train.py").as_uri()
    document = {"uri": uri, "languageId": "python", "version": 1, "text": RETAINED}
    client.send("textDocument/didOpen", {"textDocument": document})
    assert codes(client, uri) == []

    client.send("workspace/didChangeConfiguration", {"settings": None})
    client.answer(client.expect("workspace/configuration"), [{}])
    client.answer(client.expect("workspace/diagnostic/refresh"), None)
    assert codes(client, uri) == ["graph-retention-after-backward"]

    (tmp_path / "pyproject.toml").write_text('[tool.tensortidy]\nignore = ["torch"]\n')
    event = {"uri": (tmp_path / "pyproject.toml").as_uri(), "type": 1}
    client.send("workspace/didChangeWatchedFiles", {"changes": [event]})
    client.answer(client.expect("workspace/diagnostic/refresh"), None)
    assert codes(client, uri) == []
    client.leave()
    process.communicate(timeout=30)


def test_a_client_that_refuses_is_served_all_the_same() -> None:
    process = start_server()
    client = connect(process)
    client.initialize(capabilities=ASKABLE)
    for method in ("workspace/configuration", "client/registerCapability", "client/registerCapability"):
        client.refuse(client.expect(method))
    document = {"uri": "untitled:a", "languageId": "python", "version": 1, "text": RETAINED}
    client.send("textDocument/didOpen", {"textDocument": document})
    assert codes(client, "untitled:a") == ["graph-retention-after-backward"]
    logged = [item["params"] for item in client.notifications if item["method"] == "window/logMessage"]
    assert [item["type"] for item in logged] == [2, 2, 2], "one warning for each refusal"
    client.leave()
    process.communicate(timeout=30)


def test_who_calls_a_function_is_known_where_the_client_tells_of_files(tmp_path: Path) -> None:
    (tmp_path / "collect.py").write_text(COLLECT)
    (tmp_path / "main.py").write_text(CALLS_COLLECT)
    process = start_server()
    client = connect(process)
    client.initialize(capabilities=ASKABLE, workspaceFolders=[{"uri": tmp_path.as_uri(), "name": "here"}])
    client.answer(client.expect("workspace/configuration"), [None])
    wish = client.expect("client/registerCapability")
    uri = (tmp_path / "collect.py").as_uri()
    document = {"uri": uri, "languageId": "python", "version": 1, "text": COLLECT}
    client.send("textDocument/didOpen", {"textDocument": document})
    assert codes(client, uri) == ["unreleased-tensor-references"], "nobody has looked for callers yet"
    client.answer(wish, None)
    client.answer(client.expect("client/registerCapability"), None)
    client.answer(client.expect("workspace/diagnostic/refresh"), None)
    assert codes(client, uri) == []
    client.leave()
    process.communicate(timeout=30)


def test_new_files_are_found_when_the_client_tells_of_them(tmp_path: Path) -> None:
    process = start_server()
    client = connect(process)
    client.initialize(capabilities=ASKABLE, workspaceFolders=[{"uri": tmp_path.as_uri(), "name": "here"}])
    client.answer(client.expect("workspace/configuration"), [None])
    for _ in range(2):
        client.answer(client.expect("client/registerCapability"), None)
    assert client.request("workspace/diagnostic", {"previousResultIds": []})["items"] == []
    (tmp_path / "new.py").write_text(RETAINED)
    event = {"uri": (tmp_path / "new.py").as_uri(), "type": 1}
    client.send("workspace/didChangeWatchedFiles", {"changes": [event]})
    [report] = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    assert report["uri"] == (tmp_path / "new.py").as_uri()
    client.leave()
    process.communicate(timeout=30)
