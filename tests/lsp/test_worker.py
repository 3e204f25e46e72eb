"""The worker: what is urgent goes first, and what nobody wants any more is not begun."""

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest

from tensortidy.lsp.worker import Urgency, Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    """A worker that is let go afterwards."""
    worker = Worker()
    yield worker
    worker.shutdown()


async def busy(worker: Worker) -> Callable[[], None]:
    """Keep the worker from beginning anything until the returned function is called."""
    begun, go = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        go.wait()

    worker.submit(wait, Urgency.LATER)
    await asyncio.to_thread(begun.wait)
    return go.set


async def read_files(worker: Worker, done: list[str]) -> tuple[asyncio.Future[None], Callable[[], None]]:
    """A task that has begun, and asks whether somebody waits when the returned function is called."""
    begun, go = threading.Event(), threading.Event()

    def read() -> None:
        done.append("began")
        begun.set()
        go.wait()
        worker.give_way()
        done.append("ended")

    reading = worker.submit(read, Urgency.SOON)
    await asyncio.to_thread(begun.wait)
    return reading, go.set


@pytest.mark.asyncio
async def test_what_is_urgent_goes_first_and_otherwise_what_came_first(worker: Worker) -> None:
    done: list[str] = []
    go = await busy(worker)
    wishes = [("a", Urgency.LATER), ("b", Urgency.SOON), ("c", Urgency.NOW), ("d", Urgency.SOON), ("e", Urgency.NOW)]
    asked = [worker.submit(lambda name=name: done.append(name), urgency) for name, urgency in wishes]  # type: ignore[misc]
    go()
    await asyncio.gather(*asked)
    assert done == ["c", "e", "b", "d", "a"]


@pytest.mark.asyncio
async def test_what_was_cancelled_is_not_begun(worker: Worker) -> None:
    done: list[str] = []
    go = await busy(worker)
    dropped = worker.submit(lambda: done.append("dropped"), Urgency.NOW)
    kept = worker.submit(lambda: done.append("kept"), Urgency.LATER)
    dropped.cancel()
    await asyncio.sleep(0)
    go()
    await kept
    assert done == ["kept"]


@pytest.mark.asyncio
async def test_what_goes_wrong_is_told_to_who_asked(worker: Worker) -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await worker.submit(fail, Urgency.NOW)
    assert await worker.submit(lambda: 1, Urgency.NOW) == 1


@pytest.mark.asyncio
async def test_who_waits_at_the_end_is_let_go(worker: Worker) -> None:
    go = await busy(worker)
    waiting = worker.submit(lambda: 1, Urgency.NOW)
    worker.shutdown()
    go()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.asyncio
async def test_what_takes_long_gives_way_to_what_is_urgent_and_is_begun_again(worker: Worker) -> None:
    done: list[str] = []
    reading, go = await read_files(worker, done)
    typed = worker.submit(lambda: done.append("typed"), Urgency.NOW)
    go()
    await asyncio.gather(reading, typed)
    assert done == ["began", "typed", "began", "ended"]


@pytest.mark.asyncio
async def test_what_nobody_waits_for_any_more_gives_way_for_good(worker: Worker) -> None:
    done: list[str] = []
    reading, go = await read_files(worker, done)
    reading.cancel()
    await asyncio.sleep(0)
    go()
    await worker.submit(lambda: done.append("another"), Urgency.LATER)
    assert done == ["began", "another"]


@pytest.mark.asyncio
async def test_a_message_that_comes_is_read_before_the_work_goes_on(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[float] = []
    monkeypatch.setattr(worker._is_asked, "wait", left.append)

    def work() -> None:
        worker.give_way()
        assert left == []
        worker.listen()
        worker.give_way()
        worker.give_way()

    await worker.submit(work, Urgency.LATER)
    assert len(left) == 1


@pytest.mark.asyncio
async def test_work_that_lets_a_message_be_read_gives_way_to_what_it_asks_at_once(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{Worker.__module__}._LEFT", 60.0)  # seconds, in which nothing would be done
    done: list[str] = []
    reading, go = await read_files(worker, done)
    worker.listen()
    go()

    def answer() -> None:
        done.append("typed")
        monkeypatch.setattr(f"{Worker.__module__}._LEFT", 0.0)

    await asyncio.gather(reading, worker.submit(answer, Urgency.NOW))
    assert done == ["began", "typed", "began", "ended"]


@pytest.mark.asyncio
async def test_what_is_asked_while_an_answer_is_sent_goes_before_what_waits(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    loop, go = asyncio.get_running_loop(), await busy(worker)

    def meanwhile(_: float) -> None:
        monkeypatch.undo()
        asyncio.run_coroutine_threadsafe(ask(), loop).result()

    async def ask() -> None:
        worker.submit(lambda: done.append("typed"), Urgency.NOW)

    monkeypatch.setattr(worker._is_asked, "wait", meanwhile)
    worker.submit(lambda: done.append("answered"), Urgency.NOW)
    settled = worker.submit(lambda: done.append("settled"), Urgency.SOON)
    go()
    await settled
    assert done == ["answered", "typed", "settled"]


@pytest.mark.asyncio
async def test_only_what_is_urgent_ends_the_moment_in_which_an_answer_is_sent(worker: Worker) -> None:
    go = await busy(worker)
    waiting = worker.submit(lambda: None, Urgency.SOON)
    assert not worker._is_asked.is_set()
    typed = worker.submit(lambda: None, Urgency.NOW)
    assert worker._is_asked.is_set()
    go()
    await asyncio.gather(waiting, typed)


@pytest.mark.asyncio
async def test_an_answer_is_sent_before_other_work_is_begun(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(worker._is_asked, "wait", lambda _: done.append("left the interpreter"))
    go = await busy(worker)
    for name, urgency in [("a", Urgency.NOW), ("b", Urgency.NOW), ("c", Urgency.SOON), ("d", Urgency.LATER)]:
        worker.submit(lambda name=name: done.append(name), urgency)  # type: ignore[misc]
    go()
    await worker.submit(lambda: None, Urgency.LATER)
    assert done == ["a", "b", "left the interpreter", "c", "d"]
