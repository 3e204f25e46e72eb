"""What graph-constant-bottleneck costs: one more copy of the array in the graph with each pass."""

import numpy as np
import tensorflow as tf

from evidence.measuring import Claim

FRAMEWORK = "tensorflow"
PASSES = 14
ARRAY = np.ones((512, 512), "float32")  # 1 MB


def _graph(*, fed: bool) -> float:
    """Bytes of the definition of a graph after some passes."""
    v1 = tf.compat.v1
    with tf.Graph().as_default() as graph, v1.Session() as session:
        array = v1.placeholder(tf.float32, ARRAY.shape)
        result = array + 1.0
        for _ in range(PASSES):
            if fed:
                session.run(result, feed_dict={array: ARRAY})
            else:
                session.run(tf.constant(ARRAY))
        return float(graph.as_graph_def().ByteSize())


def _function(*, given: bool) -> float:
    """Bytes of the definition of the graph of a traced function."""

    @tf.function
    def embedding(x: tf.Tensor) -> tf.Tensor:
        return x + tf.constant(ARRAY)

    @tf.function
    def taking(x: tf.Tensor, array: tf.Tensor) -> tf.Tensor:
        return x + array

    x = tf.zeros(ARRAY.shape)
    traced = taking.get_concrete_function(x, x) if given else embedding.get_concrete_function(x)
    return float(traced.graph.as_graph_def().ByteSize())


CLAIMS = (
    Claim(
        f"bytes of the graph after {PASSES} passes",
        bad=lambda: _graph(fed=False),
        good=lambda: _graph(fed=True),
        at_least=1000,
    ),
    Claim(
        "bytes of the graph of a tf.function",
        bad=lambda: _function(given=False),
        good=lambda: _function(given=True),
        at_least=1000,
    ),
)
