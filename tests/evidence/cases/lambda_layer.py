"""What lambda-layer costs: weights that are not trained, and models that cannot be loaded again."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from evidence.measuring import Claim, Raises

FRAMEWORK = "tensorflow"


def _weights(wrapped: bool) -> float:
    """How many weights of a Dense layer a model knows, and one more so that it can be divided by."""
    inputs = keras.Input((16,))
    dense = keras.layers.Dense(4)
    layer = keras.layers.Lambda(lambda x: dense(x) * 1) if wrapped else dense
    return 1.0 + len(keras.Model(inputs, layer(inputs)).trainable_weights)


def _difference(wrapped: bool) -> float:
    """By how much two calls of a model with the same rows differ, where the layer is made inside the Lambda layer."""
    inputs = keras.Input((16,))
    layer = keras.layers.Lambda(lambda x: keras.layers.Dense(4)(x) * 1) if wrapped else keras.layers.Dense(4)
    model = keras.Model(inputs, layer(inputs))
    rows = np.ones((2, 16), "float32")
    return 1e-9 + float(np.abs(np.asarray(model(rows)) - np.asarray(model(rows))).max())


def twice(x: Any) -> Any:
    """A function that Keras is not told of."""
    return x * 2


def _loaded(function: Callable[[Any], Any]) -> keras.Model:
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.layers.Lambda(function)(inputs))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.keras")
        model.save(path)
        return keras.models.load_model(path)


CLAIMS = (
    Claim(
        "weights of a Dense layer that a model trains, called directly or in a Lambda layer, and one",
        bad=lambda: _weights(wrapped=False),
        good=lambda: _weights(wrapped=True),
        at_least=3,
    ),
    Claim(
        "difference of two calls with the same rows, where the Lambda layer makes the layer",
        bad=lambda: _difference(wrapped=True),
        good=lambda: _difference(wrapped=False),
        at_least=1000,
    ),
    Raises("a saved model with a lambda cannot be loaded", lambda: _loaded(lambda x: x * 2), ValueError),
    Raises("a saved model with a function that is not registered cannot be loaded", lambda: _loaded(twice), TypeError),
)
