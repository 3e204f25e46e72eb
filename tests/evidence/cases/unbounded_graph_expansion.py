"""What unbounded-graph-expansion costs: operations that stay in the graph, and functions that are traced anew."""

import numpy as np
import tensorflow as tf

from evidence.measuring import Claim, Raises, cpu_seconds

FRAMEWORK = "tensorflow"
STEPS = 200


def _graph(*, once: bool, final: bool = False) -> float:
    """How many operations a graph has after some steps."""
    v1 = tf.compat.v1
    with tf.Graph().as_default() as graph, v1.Session() as session:
        x = v1.placeholder(tf.float32, (4, 100))
        weights = v1.get_variable("weights", (100, 100))
        session.run(v1.global_variables_initializer())
        result = tf.nn.relu(tf.matmul(x, weights))
        if final:
            graph.finalize()
        for _ in range(STEPS):
            step = result if once else tf.nn.relu(tf.matmul(x, weights))
            session.run(step, feed_dict={x: np.ones((4, 100), "float32")})
        return float(len(graph.get_operations()))


def _traces(*, once: bool) -> float:
    """How often a function is traced in some steps."""
    traced = 0

    def step(x: tf.Tensor) -> tf.Tensor:
        nonlocal traced
        traced += 1
        return tf.nn.relu(x)

    function = tf.function(step)
    for _ in range(20):
        if not once:
            function = tf.function(step)
        function(tf.ones((4, 4)))
    return float(traced)


CLAIMS = (
    Claim(
        f"operations in the graph after {STEPS} steps",
        bad=lambda: _graph(once=False),
        good=lambda: _graph(once=True),
        at_least=20,
    ),
    Claim(
        f"seconds of CPU time for {STEPS} steps",
        bad=lambda: cpu_seconds(lambda: _graph(once=False)),
        good=lambda: cpu_seconds(lambda: _graph(once=True)),
        at_least=1.5,
    ),
    Claim(
        "traces of a function in 20 steps", bad=lambda: _traces(once=False), good=lambda: _traces(once=True),
        at_least=20,
    ),
    Raises("an operation that is added to a finished graph", lambda: _graph(once=False, final=True), RuntimeError),
)  # fmt: skip
