"""What is a symbolic tensor, and in which functions: those that put a model together."""

import ast

import pytest

from semantics.asking import asked
from tensortidy.semantics.symbolic_tensors import Symbolic

IMPORTS = "import keras\nimport tensorflow as tf\nfrom keras import layers\n\n"


def found(program: str) -> Symbolic | None:
    model, call = asked(IMPORTS + program)
    assert isinstance(call, ast.Call)
    return model.symbolic_tensors.among(call.args)


@pytest.mark.parametrize(
    "program",
    [
        "x = keras.Input((3,))\ny = tf.abs(x)  # ?",
        "x = layers.Dense(3)(keras.Input((3,)))\ny = tf.abs(x * 2)  # ?",
        "x = tf.abs(keras.Input((3,)))\ny = tf.abs(x)  # ?",
        "x = [keras.Input((3,)) for _ in range(3)]\ny = tf.concat(x, 1)  # ?",
        "x = keras.Input((3,))\ny = tf.concat([x, x], 1)  # ?",
    ],
)
def test_what_comes_from_an_input_is_symbolic(program: str) -> None:
    symbolic = found(program)
    assert symbolic is not None
    assert symbolic.assumptions == ()


def test_a_function_that_is_called_with_one() -> None:
    symbolic = found(
        "def block(x):\n    x = layers.Dense(3)(x)\n    x = tf.abs(x)  # ?\n    return x\n\nblock(keras.Input((3,)))\n"
    )
    assert symbolic is not None
    assert symbolic.assumptions == ()


def test_the_call_that_gives_one_of_several_calls() -> None:
    symbolic = found("def block(x):\n    x = tf.abs(x)  # ?\n    return x\n\nblock(1)\nblock(keras.Input((3,)))\n")
    assert symbolic is not None
    assert symbolic.call is not None
    assert symbolic.call.lineno == 10


def test_a_function_that_makes_its_layers_where_it_calls_them() -> None:
    symbolic = found("def block(x):\n    x = layers.Dense(3)(x)\n    x = tf.abs(x)  # ?\n    return x\n")
    assert symbolic is not None
    assert "`block`" in symbolic.assumptions[0]


@pytest.mark.parametrize(
    "program",
    [
        "y = tf.abs(tf.ones(3))  # ?",
        "def block(x):\n    y = tf.abs(x)  # ?\n    return y\n",
        "dense = layers.Dense(3)\ndef block(x):\n    y = tf.abs(dense(x))  # ?\n    return y\n",
        "class L(layers.Layer):\n    def call(self, x):\n        y = tf.abs(layers.Dense(3)(x))  # ?\n",
        "def build():\n    x = keras.Input((3,))\n    def loss(a, b):\n        y = tf.abs(x)  # ?\n        return y\n",
    ],
)
def test_what_runs_with_data_is_not(program: str) -> None:
    assert found(program) is None
