"""How TensorFlow executes: each on the smallest program that shows it, at the call ``mark()``."""

import ast

import pytest

from semantics.asking import model_of
from tensortidy.semantics import Answer, Model

EAGER, GRAPH, UNKNOWN = Answer.NO, Answer.YES, Answer.UNKNOWN
TF, V1 = "import tensorflow as tf\n", "import tensorflow.compat.v1 as tf\n"


def marked(program: str) -> tuple[Model, ast.Call]:
    model = model_of(program)
    [call] = [node for node in ast.walk(model.module) if isinstance(node, ast.Call) and ast.unparse(node) == "mark()"]
    return model, call


@pytest.mark.parametrize(
    ("program", "answer", "is_assumed"),
    [
        ("import torch", UNKNOWN, False),
        (TF, EAGER, True),
        (V1, UNKNOWN, False),
        (TF + "with tf.GradientTape() as tape: pass", EAGER, False),
        (TF + "tf.compat.v1.disable_eager_execution()", GRAPH, False),
        (V1 + "def main():\n    tf.disable_v2_behavior()", GRAPH, False),
        (V1 + "tf.enable_v2_behavior()\nx = tf.placeholder(tf.float32)", EAGER, False),
        (TF + "if FLAGS.graph:\n    tf.compat.v1.disable_eager_execution()", UNKNOWN, False),
        (TF + "x = tf.placeholder(tf.float32)", GRAPH, False),
        (TF + "y = tf.layers.dense(x, 3)", GRAPH, False),
        (V1 + "y = tf.layers.dense(x, 3)", GRAPH, True),
        (TF + "y = tf.compat.v1.layers.dense(x, 3)", EAGER, True),
        (V1 + "session = tf.Session()", GRAPH, False),
        (TF + "with tf.compat.v1.Session(graph=graph) as session: pass", EAGER, True),
        (TF + "def f(x: tf.compat.v1.Session): pass", EAGER, True),
        (TF + "if tf.__version__ < '2':\n    session = tf.Session()", UNKNOWN, False),
        (TF + "print(tf.__version__)", EAGER, True),
        (TF + "x = tf.placeholder(tf.float32)\nf = tf.function(g)", UNKNOWN, False),
        ("import tensorflow\nif not tensorflow.executing_eagerly(): pass", UNKNOWN, False),
    ],
)
def test_the_mode_of_a_file(program: str, answer: Answer, is_assumed: bool) -> None:
    found, assumptions = model_of(program).execution.graph_mode()
    assert (found, bool(assumptions)) == (answer, is_assumed)


@pytest.mark.parametrize(
    ("program", "answer"),
    [
        (TF + "with tf.Graph().as_default():\n    mark()", GRAPH),
        (TF + "graph = tf.Graph()\nwith graph.as_default():\n    mark()", GRAPH),
        (TF + "with tf.compat.v1.Session(graph=graph):\n    mark()", GRAPH),
        (TF + "with writer.as_default():\n    mark()", EAGER),
        (V1 + "tf.disable_v2_behavior()\nmark()", GRAPH),
        (V1 + "tf.disable_v2_behavior()\n@tf.function\ndef f():\n    mark()", EAGER),
        (V1 + "tf.disable_v2_behavior()\ndef f():\n    mark()\ng = tf.function(f)", EAGER),
        (V1 + "tf.disable_v2_behavior()\ng = tf.function(lambda: mark())", EAGER),
        (TF + "@tf.function(jit_compile=True)\ndef f():\n    def g():\n        mark()", EAGER),
        (TF + "def f(features):\n    mark()\n    return tf.estimator.EstimatorSpec(mode)", GRAPH),
    ],
)
def test_whether_a_place_adds_to_a_graph(program: str, answer: Answer) -> None:
    model, call = marked(program)
    assert model.execution.in_graph(call)[0] is answer


@pytest.mark.parametrize(
    ("written", "operation"),
    [
        ("tf.matmul(a, b)", "tensorflow.matmul"),
        ("tf.global_variables_initializer()", "tensorflow.global_variables_initializer"),
        ("tf.get_variable('x', ())", None),
        ("tf.placeholder(tf.float32)", None),
        ("tf.Session()", None),
        ("numpy.dot(a, b)", None),
    ],
)
@pytest.mark.parametrize("imported", [TF, V1])
def test_operations_have_the_names_of_tensorflow_1(imported: str, written: str, operation: str | None) -> None:
    model = model_of(f"import numpy\n{imported}x = {written}\n")
    [call] = [node for node in ast.walk(model.module) if isinstance(node, ast.Call)]
    assert model.execution.operation(call) == operation


@pytest.mark.parametrize(
    ("program", "answer"),
    [
        (V1 + "def f(s):\n    s.run(y, feed_dict={})\n    mark(s)", GRAPH),
        (V1 + "def f(s):\n    s.run(tf.square(y))\n    mark(s)", GRAPH),
        (V1 + "s = tf.Session()\nmark(s)", GRAPH),
        (V1 + "def f(s):\n    s.run(y)\n    mark(s)", UNKNOWN),
        (V1 + "s = 3\nmark(s)", EAGER),
    ],
)
def test_what_is_a_session(program: str, answer: Answer) -> None:
    model = model_of(program)
    [call] = [n for n in ast.walk(model.module) if isinstance(n, ast.Call) and ast.unparse(n.func) == "mark"]
    assert model.execution.is_session(call.args[0])[0] is answer
