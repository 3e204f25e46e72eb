"""What gpu-memory-not-released costs: what a fitted model leaves behind, whatever is cleared, and what helps."""

import gc
from pathlib import Path

import keras
import numpy as np

from evidence.measuring import Claim

FRAMEWORK = "tensorflow"
TRIALS = 3


def _resident() -> float:
    """Megabytes of main memory that the process holds."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4 / 1024


def _growth(*, eagerly: bool) -> float:
    """Megabytes that one more trial leaves behind, the session cleared before each; at least 0.1, to be divided by."""
    x, y = np.zeros((32, 784), "float32"), np.zeros((32, 1), "float32")
    before = 0.0
    for number in range(1 + TRIALS):
        if number == 1:
            before = _resident()
        keras.utils.clear_session()
        model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(1750), keras.layers.Dense(1)])
        model.compile("adam", "mse", run_eagerly=eagerly)
        model.fit(x, y, verbose=0)
        del model
    return max((_resident() - before) / TRIALS, 0.1)


CLAIMS = (
    Claim(
        "megabytes for each model of 5 MB that was fitted and cleared, traced and run eagerly",
        bad=lambda: _growth(eagerly=False),
        good=lambda: _growth(eagerly=True),
        at_least=4,
    ),
)
