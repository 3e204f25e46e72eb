"""A test that hangs fails: what is shown here is that nothing does."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

PATIENCE = 300
"""Seconds that one test may take before it is said to hang: many times what the slowest takes on a slow machine."""

# What cleans up after it may hang as well.
_PATIENCE_AFTER = 20


@pytest.fixture(autouse=True)
def _nothing_hangs() -> Iterator[None]:
    if not hasattr(signal, "SIGALRM"):
        yield
        return
    signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, _PATIENCE_AFTER)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


def _give_up(*_: object) -> None:
    raise TimeoutError(f"it hangs: more than {PATIENCE} seconds")
