"""Many edits of many documents in one server process, and what must hold at the end."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsp.raw import Connection, connect
from robustness.corpus import real
from tensortidy import files
from tensortidy.project import Project
from tensortidy.registry import load
from tensortidy.source import Source

DOCUMENTS = 30
GROWTH = 0.05
"""The share by which memory may grow after warm-up."""
_SNIPPETS = ("x", "\n", "    ", '"""', "(", "# note\n", "def f(x):\n    return x\n\n", "loss.backward()\n", "é🔥", "")


# Those of a full pool of a loop's own, the main one, the worker, and the one that reads.
_MOST_THREADS = min(32, (os.cpu_count() or 1) + 4) + 3

_REST = 10.0  # seconds, many times as long as it takes to let go of a task that has ended


@dataclass(frozen=True)
class Measure:
    """The server after some edits: resident memory in KiB, tasks of its event loop that are kept, threads."""

    edits: int
    memory: int
    tasks: int
    threads: int


@dataclass(frozen=True)
class Soak:
    """How a run went: the measures, and the documents whose findings are not those of a fresh start."""

    measures: tuple[Measure, ...]
    wrong: tuple[int, ...]

    @property
    def growth(self) -> float:
        """The share by which memory grew after the first fifth of the edits, in which caches fill."""
        warm = self.measures[len(self.measures) // 5]
        return self.measures[-1].memory / warm.memory - 1 if warm.memory else 0.0

    @property
    def is_tidy(self) -> bool:
        """Whether no task was left behind after warm-up, and no more threads than a pool has, its last coming late."""
        after = self.measures[len(self.measures) // 3 :]
        return len({measure.tasks for measure in after}) == 1 and max(item.threads for item in after) <= _MOST_THREADS


def run(texts: Sequence[str], edits: int, measures: int) -> Soak:
    """Edit documents in turn; half of the edits are asked about, the others are overtaken by the next."""
    chance = random.Random(0)
    server = [sys.executable, str(Path(__file__).parent / "watched_server.py")]
    process = subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    client = connect(process)
    client.initialize(capabilities={"textDocument": {"diagnostic": {}}})
    now = list(texts)
    for number, text in enumerate(now):
        item = {"uri": _uri(number), "languageId": "python", "version": 0, "text": text}
        client.send("textDocument/didOpen", {"textDocument": item})
        _findings(client, number)
    found = []
    for edit in range(1, edits + 1):
        number = chance.randrange(len(now))
        now[number], change = _edited(now[number], texts[number], chance)
        identifier = {"uri": _uri(number), "version": edit}
        client.send("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})
        if chance.random() < 0.5:
            _findings(client, number)
        if edit % (edits // measures) == 0:
            for each in range(len(now)):
                _findings(client, each)  # so that nothing is being done
            client.notifications.clear()
            found.append(Measure(edit, **_at_rest(client)))
    project = Project(load())
    wrong = tuple(number for number, text in enumerate(now) if _findings(client, number) != _expected(project, text))
    client.leave()
    process.communicate()
    return Soak(tuple(found), wrong)


def main(edits: int) -> int:
    """The long run; gives the exit code."""
    chosen = [path for path in real() if path.stat().st_size < 40_000]
    texts = [files.read(path).text for path in chosen[:: len(chosen) // DOCUMENTS][:DOCUMENTS]]
    started = time.perf_counter()
    soak = run(texts, edits, 20)
    for at in soak.measures:
        print(f"{at.edits:7,} edits  {at.memory / 1024:7.1f} MiB  {at.tasks} tasks  {at.threads} threads")
    print(
        f"{edits:,} edits of {len(texts)} documents in {time.perf_counter() - started:,.0f} seconds: memory grew by "
        f"{soak.growth:.1%} after warm-up, {len(soak.wrong)} documents have wrong findings."
    )
    return 1 if soak.wrong or soak.growth > GROWTH or not soak.is_tidy else 0


def _at_rest(client: Connection) -> dict[str, int]:
    """The server's state once tasks that have ended are let go of; those that stay have been left behind."""
    end = time.monotonic() + _REST
    state: dict[str, int] = client.request("robustness/state")
    while state["tasks"] > 1 and time.monotonic() < end:
        time.sleep(0.1)
        state = client.request("robustness/state")
    return state


def _uri(number: int) -> str:
    return f"untitled:{number}.py"


def _findings(client: Connection, number: int) -> list[tuple[str, int, str]]:
    asked = {"textDocument": {"uri": _uri(number)}}
    items: list[dict[str, Any]] = client.request("textDocument/diagnostic", asked)["items"]
    return [(item["code"], item["range"]["start"]["line"] + 1, item["message"]) for item in items]


def _expected(project: Project, text: str) -> list[tuple[str, int, str]]:
    findings = project.analyze(None, Source(text)).findings
    return [(finding.rule, finding.span.start.line, finding.message) for finding in findings]


def _edited(text: str, original: str, chance: random.Random) -> tuple[str, dict[str, Any]]:
    """The text after an edit, and the edit; now and then the original again, so that texts do not decay."""
    if chance.random() < 0.1:
        return original, {"text": original}
    lines = text.split("\n")
    line = chance.randrange(len(lines))
    column = chance.randrange(len(lines[line]) + 1)
    deleted = chance.choice((0, 0, 0, 1, 3))
    new = chance.choice(_SNIPPETS)
    end = min(column + deleted, len(lines[line]))
    where = {
        "start": {"line": line, "character": _units(lines[line][:column])},
        "end": {"line": line, "character": _units(lines[line][:end])},
    }
    lines[line] = lines[line][:column] + new + lines[line][end:]
    return "\n".join(lines), {"range": where, "text": new}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
