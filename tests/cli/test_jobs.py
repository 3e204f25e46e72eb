"""Several processes say what one says, and end when they are told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cli.samples import CLEAN, LEAK, MENDED, Run
from projects import CALLS_COLLECT, COLLECT, NET, USES_NET
from tensortidy.cli.jobs import Portion, look_at, portions
from tensortidy.cli.work import processes_for

# A rule of somebody else's that does what it must not where it is run in a process of its own.
HOSTILE = """
import ast, multiprocessing, os, pathlib, time
from cli.conftest import Crashing


class Hostile(Crashing):
    def check(self, node, model):
        if multiprocessing.parent_process() is not None and "# kill" in model.source.text:
            os._exit(9)
        if "# sleep" in model.source.text:
            place = pathlib.Path("asleep")
            place.with_suffix(".new").write_text(str(os.getpid()))
            place.with_suffix(".new").rename(place)
            time.sleep(600)
        return iter(())
"""


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process is worth starting for a single file."""
    monkeypatch.setattr("tensortidy.cli.work._WORTH_A_PROCESS", 1)


@pytest.fixture
def hostile_rule(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule above is installed, for other processes too."""
    installed = folder / ".installed"
    (installed / "hostile-1.dist-info").mkdir(parents=True)
    (installed / "hostile-1.dist-info" / "METADATA").write_text("Name: hostile\nVersion: 1\n")
    (installed / "hostile-1.dist-info" / "entry_points.txt").write_text("[tensortidy.rules]\nhostile = hostile\n")
    (installed / "hostile.py").write_text(HOSTILE)
    monkeypatch.syspath_prepend(installed)
    monkeypatch.delitem(sys.modules, "hostile", raising=False)


def test_few_files_take_no_other_process() -> None:
    assert processes_for(0, None) == processes_for(100_000, 8) == 1
    assert processes_for(100_000_000, 3) == 3
    assert processes_for(500_000, 8) == 2


def test_portions_are_neighbours_of_about_the_same_length() -> None:
    files = [(number, Path(f"{number}.py"), 10) for number in range(16)]
    found = portions(files, 2)
    assert [portion.numbers for portion in found] == [(at, at + 1) for at in range(0, 16, 2)]
    assert portions([], 2) == []


def test_two_processes_say_what_one_says(folder: Path, run: Run, many: None) -> None:
    texts = {"collect": COLLECT, "main": CALLS_COLLECT, "models": NET, "train": USES_NET, "clean": CLEAN, "leak": LEAK}
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
    (folder / "broken.py").write_bytes(b"\xff\xfe\xff")
    one, two = (run("check", "--no-cache", "--jobs", jobs) for jobs in ("1", "2"))
    assert "unreleased-tensor-references" in one.stdout
    assert (one.output, one.exit_code) == (two.output, two.exit_code)


def test_two_processes_mend_what_one_mends(folder: Path, run: Run, many: None) -> None:
    for name in ("a", "b"):
        (folder / f"{name}.py").write_text(LEAK)
    result = run("fix", "--jobs", "2", ".")
    assert "2 smells fixed in 2 files." in result.stdout
    assert [(folder / f"{name}.py").read_text() for name in ("a", "b")] == [MENDED, MENDED]


def test_other_processes_get_only_what_names_a_framework(
    folder: Path, run: Run, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {"leak": LEAK, "clean": CLEAN, "plain": "import os\n"}.items():
        (folder / f"{name}.py").write_text(text)
    sent: list[str] = []

    def counting(work: Sequence[Portion], *arguments: Any) -> Any:
        sent.extend(path.name for portion in work for path in portion.paths)
        return look_at(work, *arguments)

    monkeypatch.setattr("tensortidy.cli.jobs.look_at", counting)
    assert "1 smell in 3 files" in run("check", "--jobs", "2").stdout
    assert sorted(sent) == ["clean.py", "leak.py"]


def test_what_several_processes_found_is_kept(folder: Path, run: Run, many: None) -> None:
    for name, text in {"models": NET, "train": USES_NET, "leak": LEAK}.items():
        (folder / f"{name}.py").write_text(text)
    first = run("check", "--jobs", "2")
    (folder / "models.py").write_text("import torch\n")
    assert "train.py" in first.stdout
    assert "train.py" not in run("check").stdout


def test_a_process_that_dies_costs_the_file_that_killed_it(
    folder: Path, run: Run, many: None, hostile_rule: None
) -> None:
    (folder / "a.py").write_text(LEAK)
    (folder / "b.py").write_text(f"{LEAK}# kill\n")
    (folder / "c.py").write_text(LEAK)
    result = run("check", "--jobs", "2")
    assert result.exit_code == 2
    assert "2 smells in 2 files. 1 file could not be checked." in result.stdout
    assert "b.py could not be analysed: its process was killed" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_ctrl_c_ends_all_at_once(folder: Path, hostile_rule: None) -> None:
    (folder / "a.py").write_text(f"{LEAK}# sleep\n")
    (folder / "b.py").write_text(f"{LEAK}# sleep\n")
    program = (
        "import signal\n"
        "from tensortidy.cli import main, work\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may ignore it\n"
        "work._WORTH_A_PROCESS = 1\n"
        "if __name__ == '__main__':\n    main(['check', '--jobs', '2'])\n"
    )
    (folder / ".start.py").write_text(program)
    path = os.pathsep.join([str(folder / ".installed"), str(Path(__file__).parents[1])])
    process = subprocess.Popen(
        [sys.executable, ".start.py"], env={**os.environ, "PYTHONPATH": path}, stderr=subprocess.PIPE, text=True
    )
    while not (folder / "asleep").exists():
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert "Traceback" not in told
    assert process.returncode == 1
    worker = int((folder / "asleep").read_text())
    while is_alive(worker):
        time.sleep(0.01)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
