"""A bar for people who wait."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

# How long people wait before they want to see that something moves, in seconds.
PATIENCE = 2.0


def with_progress(items: Iterable[Item], total: int, doing: str, patience: float = PATIENCE) -> Iterator[Item]:
    """Yield the same; on a terminal, show a bar on standard error once all ``total`` take longer than ``patience``.

    ``doing`` says what takes the time.
    """
    started = time.monotonic()
    done = 0
    items = iter(items)
    for item in items:
        yield item
        done += 1
        if done < total and sys.stderr.isatty() and time.monotonic() - started >= patience:
            break
    else:
        return
    from rich.console import Console  # noqa: PLC0415 - rich is slow to import
    from rich.progress import Progress  # noqa: PLC0415

    # rich would send what is printed meanwhile to the bar's stream, and so a diff past its file.
    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        yield from progress.track(items, total=total, completed=done, description=doing)
