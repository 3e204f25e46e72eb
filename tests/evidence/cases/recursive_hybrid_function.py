"""What recursive-hybrid-function leads to: tracing without an end, and a trace for each depth."""

import tensorflow as tf

from evidence.measuring import Claim, Raises

FRAMEWORK = "tensorflow"
DEPTH = 12


@tf.function
def factorial(n: tf.Tensor) -> tf.Tensor:
    """A condition on a tensor: both branches are traced."""
    if n <= 1:
        return tf.constant(1)
    return n * factorial(n - 1)


def _traces(*, as_loop: bool) -> float:
    @tf.function
    def power(x: tf.Tensor, times: int) -> tf.Tensor:
        return x if times == 0 else power(x * x, times - 1)

    @tf.function
    def power_in_a_loop(x: tf.Tensor, times: int) -> tf.Tensor:
        for _ in range(times):
            x = x * x
        return x

    function = power_in_a_loop if as_loop else power
    function(tf.constant(1.0), DEPTH)
    return float(function.experimental_get_tracing_count())


CLAIMS = (
    Raises("a recursion over a tensor, as a graph function", lambda: factorial(tf.constant(5)), Exception),
    Claim(
        f"traces of a recursion {DEPTH} deep over a Python number, against a loop",
        bad=lambda: _traces(as_loop=False),
        good=lambda: _traces(as_loop=True),
        at_least=DEPTH,
    ),
)
