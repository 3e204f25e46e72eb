"""What improper-model-reuse does: folds that begin with what the last one learnt, and a step traced in every pass."""

import time

import keras
import numpy as np

from evidence.measuring import Claim

FRAMEWORK = "tensorflow"
FOLDS = 3


def _data() -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(0).random((64, 16), dtype="float32")
    return x, x.sum(1, keepdims=True)


def _model() -> keras.Model:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((16,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model


def _head_start(*, put_back: bool) -> float:
    """How many times smaller the first loss of the last fold is than that of the first one."""
    x, y = _data()
    model = _model()
    model.optimizer.build(model.trainable_variables)
    weights = model.get_weights()
    state = [variable.numpy() for variable in model.optimizer.variables]
    losses: list[float] = []
    for _ in range(FOLDS):
        if put_back:
            model.set_weights(weights)
            for variable, value in zip(model.optimizer.variables, state, strict=True):
                variable.assign(value)
        losses.append(model.fit(x, y, epochs=20, verbose=0).history["loss"][0])
    return losses[0] / losses[-1]


def _seconds(*, anew: bool) -> float:
    """The time of a pass that trains on one batch, the model compiled in it or before the loop."""
    x, y = _data()
    model = _model()
    model.train_on_batch(x, y)
    start = time.perf_counter()
    for _ in range(FOLDS):
        if anew:
            model.compile("adam", "mse")
        model.train_on_batch(x, y)
    return (time.perf_counter() - start) / FOLDS


CLAIMS = (
    Claim(
        f"first loss of the first fold to that of fold {FOLDS}",
        bad=lambda: _head_start(put_back=False),
        good=lambda: _head_start(put_back=True),
        at_least=1.3,
    ),
    Claim(
        "seconds a pass, compiled in the loop",
        bad=lambda: _seconds(anew=True),
        good=lambda: _seconds(anew=False),
        at_least=10,
    ),
)
