"""What unreleased-tensor-reference costs: whole tensors in a list, and what persistent tapes hold on to."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tensorflow as tf

from evidence.measuring import Claim

FRAMEWORK = "tensorflow"
STEPS = 40
ROWS = 512
"""Of so many rows and columns a tensor has 1 MB."""


def _grown(run: Callable[[int], object]) -> float:
    """Bytes that the process is larger by while what a run gives is held.

    TensorFlow keeps what is freed for itself: there must be no full run before the one that is measured.
    """
    run(1)
    before = _resident()
    kept = run(STEPS)
    after = _resident()
    del kept
    return float(max(after - before, 1))


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def _tensors(steps: int, *, whole: bool) -> list[Any]:
    """A tensor for each step, or its mean."""
    kept = []
    for _ in range(steps):
        x = tf.random.normal((ROWS, ROWS))
        kept.append(x if whole else float(tf.reduce_mean(x)))
    return kept


def _tapes(steps: int, *, deleted: bool) -> list[Any]:
    """What is left of some steps with a persistent tape each."""
    weight = tf.Variable(1.0)
    x = tf.ones((ROWS, ROWS))
    kept: list[Any] = []
    for _ in range(steps):
        with tf.GradientTape(persistent=True) as tape:
            cost = tf.reduce_mean(tf.tanh(x * weight))
        tape.gradient(cost, weight)
        if not deleted:
            kept.append(tape)
        del tape
    return kept


CLAIMS = (
    Claim(f"bytes kept by a list of {STEPS} tensors of 1 MB, and of their means",
          bad=lambda: _grown(lambda steps: _tensors(steps, whole=True)),
          good=lambda: _grown(lambda steps: _tensors(steps, whole=False)), at_least=3),
    Claim(f"bytes kept by {STEPS} persistent tapes, and after `del tape`",
          bad=lambda: _grown(lambda steps: _tapes(steps, deleted=False)),
          good=lambda: _grown(lambda steps: _tapes(steps, deleted=True)), at_least=3),
)  # fmt: skip
