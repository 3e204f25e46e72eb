"""What a case of ``make evidence`` is made of: claims, and what can be measured.

Each side of a claim is measured in a process of its own, forked from one in which the framework is loaded. A case of
TensorFlow says ``FRAMEWORK = "tensorflow"``, and computes nothing as it is imported: TensorFlow's threads, which start
with its first operation, do not survive a fork.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Claim:
    """Something that is measured of the bad and of the good program, greater for the bad one by a factor at least.

    ``bad`` and ``good`` give the figure; ``what`` says what it is, with its unit.
    """

    what: str
    bad: Callable[[], float]
    good: Callable[[], float]
    at_least: float


@dataclass(frozen=True)
class Raises:
    """A program that raises; ``what`` says why that is told."""

    what: str
    call: Callable[[], object]
    error: type[BaseException]


def kept_bytes(run: Callable[[], object]) -> float:
    """Bytes of resident memory that are held while what ``run`` gives is held; on a GPU, of its memory.

    Garbage is collected before, so that only what is reachable counts. A first run, which is let go, makes what is made
    once: threads, tables of kernels.
    """
    run()
    gc.collect()
    before = _resident()
    kept = run()
    gc.collect()
    after = _resident()
    del kept
    return max(float(after - before), 1.0)


def peak_bytes(run: Callable[[], object]) -> float:
    """Bytes by which resident memory is at most above what it was before; on a GPU, of its memory."""
    run()
    gc.collect()
    _reset_peak()
    before = _resident()
    run()
    return max(float(_peak() - before), 1.0)


def cpu_seconds(run: Callable[[], object]) -> float:
    """Seconds of processor time that a run takes, of all threads."""
    start = time.process_time()
    run()
    return max(time.process_time() - start, 1e-6)


def open_files(run: Callable[[], object]) -> float:
    """How many more files, sockets and pipes are open while what ``run`` gives is held."""
    before = len(os.listdir("/proc/self/fd"))
    kept = run()
    after = len(os.listdir("/proc/self/fd"))
    del kept
    return float(max(after - before, 1))


def threads(run: Callable[[], object]) -> float:
    """How many more threads there are while what ``run`` gives is held, those that Python did not start among them."""
    before = _threads()
    kept = run()
    after = _threads()
    del kept
    return float(max(after - before, 1))


def graph_nodes(tensors: Iterable[Any]) -> float:
    """How many nodes of the autograd graph some tensors keep alive; 1 at least, so that it can be divided by."""
    seen: set[Any] = set()
    pending = [tensor.grad_fn for tensor in tensors if tensor.grad_fn is not None]
    while pending:
        node = pending.pop()
        if node not in seen:
            seen.add(node)
            pending.extend(parent for parent, _ in node.next_functions if parent is not None)
    return float(max(len(seen), 1))


# ---------------------------------------------------------------- memory


def _resident() -> int:
    return _gpu("memory_allocated") or _field("VmRSS")


def _peak() -> int:
    return _gpu("max_memory_allocated") or _field("VmHWM")


def _reset_peak() -> None:
    torch = _torch_with_gpu()
    if torch is not None:
        torch.cuda.reset_peak_memory_stats()
    else:
        Path("/proc/self/clear_refs").write_text("5")  # man 5 proc: resets the peak


def _gpu(name: str) -> int:
    torch = _torch_with_gpu()
    return int(getattr(torch.cuda, name)()) if torch is not None else 0


def _torch_with_gpu() -> Any:
    """torch, where a case uses it and there is a GPU; else None."""
    torch = sys.modules.get("torch")
    return torch if torch is not None and torch.cuda.is_available() else None


def _field(name: str) -> int:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024


def _threads() -> int:
    return max(len(os.listdir("/proc/self/task")), threading.active_count())
