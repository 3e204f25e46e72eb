"""What a process and its children use, and what the machine is: figures mean nothing without it."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path

_PROCESSES = Path("/proc")  # Linux; elsewhere CPU and memory are told as 0


def cpu_seconds(process: int) -> float:
    """The CPU time that a living process and its living descendants have used, in steps of about 10 ms."""
    ticks = 0
    for member in _tree(process):
        try:
            fields = (_PROCESSES / str(member) / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(process: int, *, peak: bool = False) -> float:
    """The MB that a living process and its living descendants hold in memory; pages that they share count for each.

    ``peak`` asks for the most that each of them ever held.
    """
    field, kilobytes = "VmHWM:" if peak else "VmRSS:", 0
    for member in _tree(process):
        try:
            lines = (_PROCESSES / str(member) / "status").read_text().splitlines()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith(field))
    return kilobytes * 1024 / 1e6


def _tree(process: int) -> Iterator[int]:
    yield process
    try:
        tasks = list((_PROCESSES / str(process) / "task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from _tree(child)


def fixed_work() -> float:
    """The seconds that always the same work takes now: more than at best where the machine has others to serve."""
    started = time.perf_counter()
    total = 0
    for number in range(200_000):
        total += number & 3
    return time.perf_counter() - started


def description() -> str:
    """The machine in a line: processor, cores, memory, system, Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parts = [_processor(), f"{cores} cores"]
    if (_PROCESSES / "meminfo").exists():
        kilobytes = int((_PROCESSES / "meminfo").read_text().split()[1])
        parts.append(f"{kilobytes / 2**20:.0f} GiB memory")
    return ", ".join([*parts, f"{platform.system()} {platform.machine()}", f"Python {platform.python_version()}"])


def _processor() -> str:
    information = _PROCESSES / "cpuinfo"
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
