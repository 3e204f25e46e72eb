"""What eager-function-could-be-hybrid costs: Python between small operations."""

import time
from collections.abc import Callable

import tensorflow as tf

from evidence.measuring import Claim

FRAMEWORK = "tensorflow"
STEPS = 400


def step(x: tf.Tensor) -> tf.Tensor:
    """Twenty small operations."""
    weights = tf.eye(8)
    for _ in range(5):
        x = tf.nn.relu(tf.matmul(x, weights) / 8.0) + 0.1
    return tf.reduce_mean(x)


def _seconds(function: Callable[[tf.Tensor], tf.Tensor]) -> float:
    """Seconds for some calls, after a first one."""
    rows = tf.ones((4, 8))
    function(rows)
    start = time.perf_counter()
    for _ in range(STEPS):
        function(rows)
    return time.perf_counter() - start


CLAIMS = (
    Claim(
        f"seconds for {STEPS} calls of a function of twenty small operations, once traced",
        bad=lambda: _seconds(step),
        good=lambda: _seconds(tf.function(step)),
        at_least=2,
    ),
)
