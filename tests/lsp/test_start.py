"""The start: the first answer does not wait for the engine."""

import subprocess
import sys

import pytest

from lsp.raw import connect
from tensortidy.lsp.handlers import HANDLERS
from tensortidy.lsp.offers import OFFERS


def test_there_is_a_handler_for_all_that_is_offered() -> None:
    assert set(HANDLERS) == set(OFFERS)


@pytest.mark.parametrize("heavy", ["tensortidy.engine", "tensortidy.semantics", "tensortidy.registry", "rich"])
def test_the_first_answer_does_not_wait_for(heavy: str) -> None:
    start = "import sys, tensortidy.cli.lsp, tensortidy.lsp.server as server; server.create_server()"
    code = f"{start}; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_rules_that_cannot_be_loaded_are_told_to_the_client() -> None:
    broken = "import tensortidy.registry as registry; registry.load = lambda: 1 / 0"
    start = "import tensortidy.lsp.server as server; server.main()"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{broken}; {start}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    client = connect(process)
    client.initialize()
    logged = client.expect("window/logMessage")["params"]["message"]
    assert logged.startswith("ZeroDivisionError: division by zero")
    client.send("textDocument/diagnostic", {"textDocument": {"uri": "untitled:a"}}, id=9)
    assert "ZeroDivisionError" in client.receive()["error"]["message"]
    client.send("exit")
    process.communicate(timeout=30)
