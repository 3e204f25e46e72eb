"""The worker: one thread that does one thing at a time, the most urgent first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from queue import PriorityQueue
from typing import Any, TypeVar

Result = TypeVar("Result")


class Urgency(IntEnum):
    """How long something may wait: what is more urgent goes first, and otherwise what was asked for first."""

    NOW = 0
    """Somebody looks at the screen: first answers, and what was clicked on."""
    SOON = 1
    """Better answers on what is open."""
    LATER = 2
    """Files that are not open."""


@dataclass(order=True)
class _Task:
    urgency: Urgency
    number: int
    work: Callable[[], Any] = field(compare=False)
    future: Future[Any] = field(compare=False, default_factory=Future)


class Worker:
    """A thread for what takes long. Tasks that were cancelled before they began are never begun."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="analysis")
        self._waiting: PriorityQueue[_Task] = PriorityQueue()
        self._numbers = count()

    def submit(self, work: Callable[[], Result], urgency: Urgency) -> asyncio.Future[Result]:
        """Have something done in its turn. Raises RuntimeError after ``shutdown``."""
        task = _Task(urgency, next(self._numbers), work)
        self._waiting.put(task)
        self._thread.submit(self._do_next)  # whatever is the most urgent by then
        return asyncio.wrap_future(task.future)

    def shutdown(self) -> None:
        """Let the thread go; what has not begun is dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        while not self._waiting.empty():
            self._waiting.get().future.cancel()

    def _do_next(self) -> None:
        task = self._waiting.get()
        if not task.future.set_running_or_notify_cancel():
            return
        try:
            result = task.work()
        except BaseException as error:  # told to who asked, whatever it is
            task.future.set_exception(error)
        else:
            task.future.set_result(result)
