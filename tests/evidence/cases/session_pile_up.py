"""What session-pile-up costs: what Keras keeps of models that are gone."""

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


def _growth(*, clear: bool) -> float:
    """Kilobytes that one more model leaves behind, built and called; at least one, to be divided by."""
    before = 0.0
    for number in range(WARM_UP + PASSES):
        if number == WARM_UP:
            before = _resident()
        if clear:
            keras.utils.clear_session()
        model = keras.Sequential([keras.Input((256,)), keras.layers.Dense(256), keras.layers.Dense(1)])
        model(tf.zeros((1, 256)))
    return max((_resident() - before) / PASSES, 1.0)


def _of_large_models(*, clear: bool) -> float:
    """Kilobytes that one more model of 4.2 million weights leaves behind that takes the place of the last one."""
    before = 0.0
    for number in range(WARM_UP + PASSES):
        if number == WARM_UP:
            before = _resident()
        if clear:
            keras.utils.clear_session()
        model = keras.Sequential([keras.Input((1024,)), keras.layers.Dense(2048), keras.layers.Dense(1024)])
    assert model.count_params() > 4_000_000
    return max((_resident() - before) / PASSES, 1.0)


CLAIMS = (
    Claim(
        "kilobytes for each model of 4.2 million weights in place of another, without clear_session() and with",
        bad=lambda: _of_large_models(clear=False),
        good=lambda: _of_large_models(clear=True),
        at_least=2,
    ),
    Claim(
        "kilobytes for each model built in a loop, without clear_session() and with",
        bad=lambda: _growth(clear=False),
        good=lambda: _growth(clear=True),
        at_least=10,
    ),
)
