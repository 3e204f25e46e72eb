"""What unnecessary-parallelism costs: threads of a parallel ensemble of parallel forests, and pools that stay.

Each is counted in a Python of its own: who measures has threads of TensorFlow, and no pool may be forked from such.
"""

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from typing import Any

import numpy as np
from sklearn.ensemble import RandomForestClassifier, VotingClassifier

from evidence.measuring import Claim

FRAMEWORK = "tensorflow"

_CORES = max(os.cpu_count() or 1, 2)


def _apart(call: str) -> float:
    """What a call of a function of this module gives in a Python of its own."""
    program = f"from evidence.cases import unnecessary_parallelism as case\nprint(case.{call})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    return float(done.stdout)


def _children(process: int) -> list[int]:
    found: list[int] = []
    for task in os.listdir(f"/proc/{process}/task"):
        try:
            with open(f"/proc/{process}/task/{task}/children", encoding="utf-8") as file:
                found += [int(child) for child in file.read().split()]
        except OSError:
            continue
    return found + [inner for child in found for inner in _children(child)]


def threads(inner: int | None) -> float:
    """The most threads at one moment in the processes that fit an ensemble."""
    rows, labels = np.random.rand(300, 10), np.random.randint(0, 2, 300)
    forests = [(str(number), RandomForestClassifier(60, n_jobs=inner)) for number in range(_CORES * 2)]
    most, done = [0], threading.Event()

    def count() -> None:
        while not done.wait(0.01):
            try:
                most[0] = max(most[0], sum(len(os.listdir(f"/proc/{one}/task")) for one in _children(os.getpid())))
            except OSError:
                continue

    watch = threading.Thread(target=count)
    watch.start()
    VotingClassifier(forests, n_jobs=_CORES).fit(rows, labels)
    done.set()
    watch.join()
    return float(most[0])


def workers(*, closes: bool) -> float:
    """The processes, this one too, that are there after five pools of two have done their work, and are still held."""
    before = len(multiprocessing.active_children()) - 1
    pools: list[Any] = []
    for _ in range(5):
        pool = multiprocessing.get_context("fork").Pool(2)
        pools.append(pool)
        pool.map(abs, range(4))
        if closes:
            pool.close()
            pool.join()
    time.sleep(0.1)
    left = len(multiprocessing.active_children()) - before
    for pool in pools:
        pool.terminate()
    return float(left)


CLAIMS = (
    Claim(
        "threads of the workers of a parallel ensemble over forests that use every core",
        bad=lambda: _apart(f"threads({_CORES})"),
        good=lambda: _apart("threads(None)"),
        at_least=1.2,
    ),
    Claim(
        "processes, the program's own among them, after five pools of two that it still holds",
        bad=lambda: _apart("workers(closes=False)"),
        good=lambda: _apart("workers(closes=True)"),
        at_least=10,
    ),
)
