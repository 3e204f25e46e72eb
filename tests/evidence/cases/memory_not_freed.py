"""What memory-not-freed costs: what is left of the models whose passes go by the clean-up."""

import gc
from pathlib import Path

import keras
import tensorflow as tf

from evidence.measuring import Claim

FRAMEWORK = "tensorflow"
PASSES = 20
WARM_UP = 4


def _resident() -> float:
    """Kilobytes of main memory that the process holds."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4.0


def _growth(*, first: bool) -> float:
    """Kilobytes that a pass leaves behind which goes on early: the clean-up stands first, or at the end."""
    before = 0.0
    for number in range(WARM_UP + PASSES):
        if number == WARM_UP:
            before = _resident()
        if first:
            keras.utils.clear_session()
        model = keras.Sequential([keras.Input((256,)), keras.layers.Dense(256), keras.layers.Dense(1)])
        model(tf.zeros((1, 256)))
        if model.count_params() > 1000:
            continue
        keras.utils.clear_session()
    return max((_resident() - before) / PASSES, 1.0)


CLAIMS = (
    Claim(
        "kilobytes for each pass that goes by the clean-up, and with the clean-up first",
        bad=lambda: _growth(first=False),
        good=lambda: _growth(first=True),
        at_least=10,
    ),
)
