"""What hybrid-function-should-be-eager costs: a trace for each Python number."""

import time
from collections.abc import Callable

import tensorflow as tf

from evidence.measuring import Claim

FRAMEWORK = "tensorflow"
CALLS = 100


def scaled(x: tf.Tensor, factor: float) -> tf.Tensor:
    """One small operation."""
    return x * factor


def _seconds(function: Callable[[tf.Tensor, float], tf.Tensor]) -> float:
    """Seconds for calls with another number each."""
    start = time.perf_counter()
    for number in range(CALLS):
        function(tf.ones(3), float(number))
    return time.perf_counter() - start


def _traces(*, as_tensors: bool) -> float:
    """How often a graph function is traced for calls with another number each."""
    function = tf.function(scaled)
    for number in range(CALLS):
        function(tf.ones(3), tf.constant(float(number)) if as_tensors else float(number))
    return float(function.experimental_get_tracing_count())


CLAIMS = (
    Claim(
        f"seconds for {CALLS} calls with another number each, as a graph function and eagerly",
        bad=lambda: _seconds(tf.function(scaled)),
        good=lambda: _seconds(scaled),
        at_least=5,
    ),
    Claim(
        f"traces in {CALLS} calls with another number each, as Python numbers and as tensors",
        bad=lambda: _traces(as_tensors=False),
        good=lambda: _traces(as_tensors=True),
        at_least=CALLS,
    ),
)
