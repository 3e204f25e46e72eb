"""What shape-mismatch costs: a table of all pairs instead of one difference for each, and a wrong mean."""

import tensorflow as tf

from evidence.measuring import Claim, cpu_seconds

FRAMEWORK = "tensorflow"
_ROWS = 6000


def _differences(*, squeezed: bool) -> tf.Tensor:
    predicted = tf.reshape(tf.linspace(0.0, 1.0, _ROWS), (-1, 1))
    labels = tf.linspace(0.0, 1.0, _ROWS)
    return tf.abs((tf.squeeze(predicted, -1) if squeezed else predicted) - labels)


def _bytes(*, squeezed: bool) -> float:
    found = _differences(squeezed=squeezed)
    return float(tf.size(found)) * found.dtype.size


def _many(*, squeezed: bool) -> None:
    for _ in range(10):
        _differences(squeezed=squeezed)


def _mean(*, squeezed: bool) -> float:
    """The mean error of predictions that are all right."""
    return float(tf.reduce_mean(_differences(squeezed=squeezed))) + 1e-6


CLAIMS = (
    Claim(
        f"bytes of the differences of {_ROWS} predictions and labels",
        bad=lambda: _bytes(squeezed=False),
        good=lambda: _bytes(squeezed=True),
        at_least=_ROWS,
    ),
    Claim(
        f"seconds of processor time for ten times the differences of {_ROWS}",
        bad=lambda: cpu_seconds(lambda: _many(squeezed=False)),
        good=lambda: cpu_seconds(lambda: _many(squeezed=True)),
        at_least=3,
    ),
    Claim(
        "mean error of predictions that are all right (and a millionth)",
        bad=lambda: _mean(squeezed=False),
        good=lambda: _mean(squeezed=True),
        at_least=1000,
    ),
)
