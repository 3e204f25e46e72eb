"""Figures from samples, the goals that they are held against, and tables of both."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench import edits


@dataclass(frozen=True)
class Summary:
    """What samples in milliseconds come to. ``p50`` and ``p95`` are of those answered, and NaN where none was."""

    asked: int
    answered: int
    p50: float
    p95: float

    @classmethod
    def of(cls, samples: Sequence[float | None]) -> Summary:
        """Sum up samples in seconds; None stands for an answer that did not come."""
        known = sorted(sample * 1000 for sample in samples if sample is not None)
        if not known:
            return cls(len(samples), 0, math.nan, math.nan)
        # The smallest sample that no more than a twentieth of all exceed.
        p95 = known[math.ceil(0.95 * len(known)) - 1]
        return cls(len(samples), len(known), statistics.median(known), p95)

    def __str__(self) -> str:
        if not self.answered:
            return "no answer" if self.asked else "–"
        lost = "" if self.answered == self.asked else f" ({self.asked - self.answered} lost)"
        return f"{number(self.p50)} / {number(self.p95)}{lost}"


def _row(kind: float, newline: float, amount: float, broken: float, repaired: float, burst: float) -> dict[str, float]:
    return {
        edits.TYPE: kind,
        edits.NEWLINE: newline,
        edits.INSERT: amount,
        edits.DELETE: amount,
        edits.PASTE: amount,
        edits.BREAK: broken,
        edits.REPAIR: repaired,
        edits.BURST: burst,
    }


RATIO_GOALS = {
    300: _row(4, 1.5, 5, 8, 5, 5),
    1000: _row(2, 1, 2.5, 5, 2, 2),
    3000: _row(0.3, 0.2, 0.5, 4, 0.5, 0.3),
    10000: _row(0.25, 0.25, 0.3, 1.5, 0.3, 0.15),
}
"""For each length of file and gesture: the most that TensorTidy may take, in medians of ruff."""

RUFF_THEN = {
    300: _row(2.4, 2.5, 2.5, 0.9, 2.0, 2.5),
    1000: _row(4.5, 4.7, 5.3, 2.3, 4.5, 5.4),
    3000: _row(69, 71, 73, 5.3, 64, 73),
    10000: _row(108, 107, 109, 19, 114, 220),
}
"""The milliseconds that ruff took on the files that the goals were set with.

They are other files than those measured here, and some are harder for ruff, so that a goal times this says what it
meant in milliseconds.
"""

AHEAD = 20  # times, of each server that is written in Python or runs on node
INITIALIZE_GOAL = 100  # milliseconds after the bare pygls server
FIRST_GOAL = 400  # milliseconds from the answer to `initialize` to a 1,000-line file's first diagnostics
REQUEST_GOAL = 10  # milliseconds for a hover or code actions
MEMORY_GOAL = 80  # MB with ten files of 1,000 lines open


def number(value: float) -> str:
    """A figure with as many digits as it is good for."""
    if math.isnan(value):
        return "–"
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def verdict(value: float, goal: float, unit: str = "") -> str:
    """A goal, and whether a value keeps to it."""
    return f"≤ {goal:g}{unit} " + ("met" if value <= goal else "**missed**")


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A table: the first row is its head, and all columns but the first are figures."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2 - bool(column)) + ":" * bool(column) for column, width in enumerate(widths))
    return "\n".join([lines[0], rule + "|", *lines[1:]])
