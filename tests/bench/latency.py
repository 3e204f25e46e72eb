"""How long servers take from an edit to the diagnostics of the edited text, side by side.

The servers take turns edit by edit, so that whatever else the machine does hits all of them alike: the ratios are to
be trusted, the milliseconds are of this machine at this hour.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.client import Client, Document, ServerError
from bench.edits import Gesture, Plan, undo
from bench.figures import Summary
from bench.machine import fixed_work
from bench.peers import Peer
from bench.subjects import Subject

BETWEEN_KEYS = 0.06  # seconds: a fast typist
QUIET = 0.1  # seconds of silence after each edit, so that no server is still busy when another has its turn
PATIENCE = 15.0  # seconds until there is no answer
IMPATIENCE = 2.0  # the same, for what was waited for in vain twice
STARTS = 3
REQUESTS = 10


@dataclass
class Samples:
    """What was measured of one server on one file, in seconds; None stands for an answer that did not come."""

    initialized: list[float | None] = field(default_factory=list)
    """From the start of its process to its answer to ``initialize``."""
    first: list[float | None] = field(default_factory=list)
    """From that answer to the first diagnostics of the file, which is opened at once."""
    gestures: dict[str, list[float | None]] = field(default_factory=dict)
    hover: list[float | None] = field(default_factory=list)
    actions: list[float | None] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """CPU time of the whole process tree, for each gesture."""
    memory: float = 0.0
    """The most that the process tree held, in MB."""
    diagnostics: int = 0
    """How many it found when a function with a smell was added to the file."""
    server: str = ""

    def summary(self) -> dict[str, Any]:
        """The samples as data, with medians and 95th percentiles in milliseconds."""
        return {
            "server": self.server,
            "initialized": asdict(Summary.of(self.initialized)),
            "first": asdict(Summary.of(self.first)),
            "gestures": {name: asdict(Summary.of(samples)) for name, samples in self.gestures.items()},
            "hover": asdict(Summary.of(self.hover)),
            "actions": asdict(Summary.of(self.actions)),
            "cpu_ms_per_gesture": self.cpu_milliseconds,
            "memory_mb": self.memory,
            "diagnostics": self.diagnostics,
            "samples": self.gestures,
        }

    @property
    def cpu_milliseconds(self) -> float:
        """The CPU time of a gesture, on average: the kernel counts it too coarsely for medians."""
        return 1000 * sum(self.cpu) / len(self.cpu) if self.cpu else 0.0


@dataclass
class Race:
    """All servers on one file."""

    subject: Subject
    samples: dict[str, Samples]
    work: list[float] = field(default_factory=list)
    """The seconds that a fixed piece of work took, before each gesture."""

    def summary(self) -> dict[str, Any]:
        """All that was measured, as data."""
        return {
            "file": self.subject.name,
            "length": self.subject.length,
            "lines": self.subject.lines,
            "fixed_work": asdict(Summary.of(self.work)),
            "servers": {name: samples.summary() for name, samples in self.samples.items()},
        }


@dataclass
class _Runner:
    """One server with the file open."""

    client: Client
    document: Document
    samples: Samples
    in_vain: dict[str, int] = field(default_factory=dict)

    def perform(self, gesture: Gesture) -> None:
        """Make a gesture, and note when its diagnostics came."""
        used, sent = self.client.cpu_seconds, 0.0
        for index, edit in enumerate(gesture.edits):
            if index:
                time.sleep(BETWEEN_KEYS)
            sent = self.client.change(self.document, edit)
        patience = PATIENCE if self.in_vain.get(gesture.name, 0) < 2 else IMPATIENCE
        at = self.client.diagnosed(self.document, sent, patience)
        self.in_vain[gesture.name] = self.in_vain.get(gesture.name, 0) + 1 if at is None else 0
        self.samples.gestures.setdefault(gesture.name, []).append(at - sent if at is not None else None)
        self.client.rest(QUIET, PATIENCE)
        self.samples.cpu.append(self.client.cpu_seconds - used)

    def show(self, gesture: Gesture) -> None:
        """Make a gesture outside the measurement, and count what is found then."""
        for edit in gesture.edits:
            self.client.diagnosed(self.document, self.client.change(self.document, edit), PATIENCE)
        self.client.rest(QUIET, PATIENCE)
        self.samples.diagnostics = len(self.client.diagnostics)
        for found in self.client.diagnostics[:1]:  # who takes more time for a better answer has taken it then
            asked = {"range": found["range"], "context": {"diagnostics": [found], "triggerKind": 1}}
            self.client.ask("textDocument/codeAction", {"textDocument": {"uri": self.document.uri}, **asked}, PATIENCE)

    def request(self, place: dict[str, int], index: int) -> None:
        """Hover over a diagnostic and a place in turns, and ask for actions at a diagnostic, or there without one."""
        document = {"uri": self.document.uri}
        found = self.client.diagnostics
        chosen = [found[index % len(found)]] if found else []
        extent = chosen[0]["range"] if chosen else {"start": place, "end": place}
        hover = {"textDocument": document, "position": place if index % 2 else extent["start"]}
        hovered, _ = self.client.ask("textDocument/hover", hover, PATIENCE)
        self.samples.hover.append(hovered)
        asked = {"textDocument": document, "range": extent, "context": {"diagnostics": chosen, "triggerKind": 1}}
        acted, _ = self.client.ask("textDocument/codeAction", asked, PATIENCE)
        self.samples.actions.append(acted)


def race(subject: Subject, peers: Sequence[Peer], rounds: int) -> Race:
    """Measure servers on one file; each gesture is made ``rounds`` times, at other places.

    Raises ServerError where a server cannot be started, ValueError where the file has nothing to edit.
    """
    plan = Plan(subject.text)
    result = Race(subject, {peer.name: Samples() for peer in peers})
    with _workspace(subject) as path:
        for _ in range(STARTS - 1):
            for peer in peers:
                _start(peer, path, subject, result.samples[peer.name]).client.stop()
        runners: list[_Runner] = []
        try:
            runners.extend(_start(peer, path, subject, result.samples[peer.name]) for peer in peers)
            for gestures in plan.rounds(rounds):
                for gesture in gestures:
                    result.work.append(fixed_work())
                    for runner in runners:
                        runner.perform(gesture)
                for runner in runners:
                    runner.perform(undo(runner.document.text, subject.text))
            for runner in runners:
                runner.show(plan.smell)
            for index, place in enumerate(plan.names(REQUESTS)):
                for runner in runners:
                    runner.request(place, index)
        finally:
            for runner in runners:
                runner.samples.memory = runner.client.memory(peak=True)
                runner.client.stop()
    return result


def memory_of(subjects: Sequence[Subject], peers: Sequence[Peer]) -> dict[str, float]:
    """The MB that each server holds with all these files open and analysed, one server after the other.

    Raises ServerError where a server cannot be started.
    """
    held: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary).resolve()
        for subject in subjects:
            (folder / subject.name).write_text(subject.text, encoding="utf-8")
        for peer in peers:
            client = Client(peer.command, folder)
            try:
                client.initialize()
                for subject in subjects:
                    sent = time.perf_counter()
                    client.diagnosed(client.open(folder / subject.name, subject.text), sent, PATIENCE)
                client.rest(5 * QUIET, PATIENCE)
                held[peer.name] = client.memory()
            finally:
                client.stop()
    return held


@contextmanager
def _workspace(subject: Subject) -> Iterator[Path]:
    """A folder with the file alone: nothing else is to be read, and no configuration found."""
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        path = Path(temporary).resolve() / "train.py"
        path.write_text(subject.text, encoding="utf-8")
        yield path


def _start(peer: Peer, path: Path, subject: Subject, samples: Samples) -> _Runner:
    client = Client(peer.command, path.parent)
    try:
        samples.initialized.append(client.initialize())
    except ServerError as error:
        client.stop()
        raise ServerError(f"{peer.name}: {error}") from error
    sent = time.perf_counter()
    document = client.open(path, subject.text)
    at = client.diagnosed(document, sent, 4 * PATIENCE)
    samples.first.append(at - sent if at is not None else None)
    samples.server = client.server
    client.rest(QUIET, PATIENCE)
    return _Runner(client, document, samples)
