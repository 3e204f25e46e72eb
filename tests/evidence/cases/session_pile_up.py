"""What session-pile-up costs: what Keras keeps of models that are gone."""

import gc
from collections.abc import Callable
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


def _growth(build: Callable[[], object], *, clear: bool) -> float:
    """Kilobytes that one more model leaves behind, in place of the last; at least one, to be divided by."""
    before = 0.0
    model: object = None  # the last one lives until the next is there
    for number in range(WARM_UP + PASSES):
        if number == WARM_UP:
            before = _resident()
        if clear:
            keras.utils.clear_session()
        model = build()
    assert model is not None
    return max((_resident() - before) / PASSES, 1.0)


def _small() -> object:
    """A model that is called."""
    model = keras.Sequential([keras.Input((256,)), keras.layers.Dense(256), keras.layers.Dense(1)])
    model(tf.zeros((1, 256)))
    return model


def _large() -> object:
    """A model of 4.2 million weights."""
    model = keras.Sequential([keras.Input((1024,)), keras.layers.Dense(2048), keras.layers.Dense(1024)])
    assert model.count_params() > 4_000_000
    return model


CLAIMS = (
    Claim(
        "kilobytes for each model of 4.2 million weights in place of another, without clear_session() and with",
        bad=lambda: _growth(_large, clear=False),
        good=lambda: _growth(_large, clear=True),
        at_least=2,
    ),
    Claim(
        "kilobytes for each model built in a loop, without clear_session() and with",
        bad=lambda: _growth(_small, clear=False),
        good=lambda: _growth(_small, clear=True),
        at_least=10,
    ),
)
