"""What hybrid-function-side-effects costs: what Python does happens once."""

import tensorflow as tf

from evidence.measuring import Claim

FRAMEWORK = "tensorflow"
CALLS = 50


def _counted(*, in_graph: bool) -> float:
    """How many of some calls are counted by a Python list."""
    seen = []

    def step(x: tf.Tensor) -> tf.Tensor:
        seen.append(1)
        return x * 2

    function = tf.function(step) if in_graph else step
    for _ in range(CALLS):
        function(tf.ones(3))
    return float(len(seen))


CLAIMS = (
    Claim(
        f"elements that {CALLS} calls append to a list, eagerly and in a graph function",
        bad=lambda: _counted(in_graph=False),
        good=lambda: _counted(in_graph=True),
        at_least=CALLS,
    ),
)
