"""The worker: one thread that does one thing at a time, the most urgent first.

Tasks that may take long call ``give_way`` now and then, which may interrupt them: they are begun again when nothing
more urgent waits.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from queue import PriorityQueue
from typing import Any, TypeVar

from tensortidy.semantics.summaries import Interrupted

Result = TypeVar("Result")


# Analyses call functions within one another as deep as `tensortidy.budget` allows, which the stack of a thread on some
# systems is too small for.
_STACK = 64 * 2**20

# Seconds that the interpreter is left to the event loop's thread, where that has something to say or to hear: it would
# have to wrest it from the analysis again and again.
_LEFT = 0.003


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
    is_abandoned: bool = field(compare=False, default=False)
    """Whether nobody waits for it any more."""
    interrupted: Interrupted | None = field(compare=False, default=None)
    """What interrupted it. All that it had made is kept until it goes on: freeing that would take time now."""

    def leave(self, asked: asyncio.Future[Any]) -> None:
        """What becomes of it where the one who asked is done waiting."""
        self.is_abandoned = asked.cancelled()


class Worker:
    """A thread for what takes long. Tasks that were cancelled before they began, or when interrupted, are dropped."""

    def __init__(self) -> None:
        threading.stack_size(_STACK)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="analysis")
        self._waiting: PriorityQueue[_Task] = PriorityQueue()
        self._numbers = count()
        self._current: _Task | None = None
        self._is_spoken_to = self._has_answered = False
        self._is_asked = threading.Event()

    def submit(self, work: Callable[[], Result], urgency: Urgency) -> asyncio.Future[Result]:
        """Have something done in its turn. Raises RuntimeError after ``shutdown``."""
        task = _Task(urgency, next(self._numbers), work)
        self._waiting.put(task)
        if urgency is Urgency.NOW:
            self._is_asked.set()
        self._thread.submit(self._do_next)  # whatever is the most urgent by then
        asked = asyncio.wrap_future(task.future)
        asked.add_done_callback(task.leave)
        return asked

    def listen(self) -> None:
        """A message has come: what is being done, where it gives way, lets it be read before it goes on."""
        self._is_spoken_to = True

    def give_way(self) -> None:
        """For the task that is being done: raises Interrupted where something more urgent waits, or nobody for it."""
        task = self._current
        if task is None:
            return
        if self._is_spoken_to:
            self._is_spoken_to = False
            self._leave(task)
        if task.is_abandoned or self._is_urged(task):
            raise Interrupted

    def _leave(self, task: _Task) -> None:
        """Leave the interpreter to others for a moment, or until somebody at the screen asks for something."""
        self._is_asked.clear()
        if not self._is_urged(task):
            self._is_asked.wait(_LEFT)

    def _is_urged(self, task: _Task) -> bool:
        """Whether something more urgent waits."""
        return any(other.urgency < task.urgency for other in self._waiting.queue[:1])

    def shutdown(self) -> None:
        """Let the thread go; what has not begun is dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        while not self._waiting.empty():
            self._waiting.get().future.cancel()

    def _do_next(self) -> None:
        task = self._waiting.get()
        if self._has_answered and task.urgency is not Urgency.NOW:  # the answer is to be sent first
            self._leave(task)
            if self._is_urged(task):
                self._waiting.put(task)
                task = self._waiting.get()
        self._has_answered = task.urgency is Urgency.NOW
        task.interrupted = None
        if task.is_abandoned or not (task.future.running() or task.future.set_running_or_notify_cancel()):
            return
        self._current = task
        try:
            result = task.work()
        except Interrupted as interrupted:
            task.interrupted = interrupted
            self._waiting.put(task)
            self._thread.submit(self._do_next)
        except BaseException as error:  # told to who asked, whatever it is
            task.future.set_exception(error)
        else:
            task.future.set_result(result)
