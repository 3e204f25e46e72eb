"""What could be a graph function by the rules, and is left alone, since the program would compute something else."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tensortidy.cli import main
from tensortidy.knowledge import built_in
from tensortidy.semantics.hybridization.analysis import Hybridization

MODEL = """\
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(3)

    def call(self, x):
        return self.encode(x)

    def encode(self, x):
        return self.dense(x)


def step(net, x):
    return tf.reduce_sum(net(x))


step(Net(), tf.ones((2, 4)))
"""
BUILD = "\n    def build(self, shape):\n        self.dense.build(shape)\n\n    def call("


def cautious(text: str) -> set[str]:
    path = Path("/program/net.py")
    verdicts = Hybridization([path], {path: text}.get, built_in()).verdicts()
    assert {verdict.name for verdict in verdicts if verdict.is_refactorable} >= {"Net.call", "Net.encode"}
    return {verdict.name for verdict in verdicts if verdict.caution}


def test_keras_builds_layers_by_running_call() -> None:
    assert cautious(MODEL) == {"Net.call", "Net.encode"}


def test_a_build_method_makes_it_safe() -> None:
    assert cautious(MODEL.replace("\n    def call(", BUILD)) == set()


@pytest.mark.parametrize("option", ["--diff", "--apply"])
def test_no_edit_is_made_and_the_reason_is_told(tmp_path: Path, option: str) -> None:
    script = tmp_path / "net.py"
    script.write_text(MODEL, encoding="utf-8")
    done = CliRunner().invoke(main, ["hybridize", str(script), option])
    assert "Net.call is left as it is: Keras 3 runs `call` once to build" in done.stderr
    assert "@tf.function\n    def call" not in script.read_text(encoding="utf-8")
    assert "+    @tf.function" not in done.stdout


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('return "%f" % x', "it puts a tensor into a text in line 5"),
        ('told = "%f %f" % (x, x)\n    return tf.reduce_sum(x), told', "it puts a tensor into a text in line 5"),
        ('return tf.reduce_sum(x), f"{x}"', "it puts a tensor into a text in line 5"),
        ('return tf.reduce_sum(x), "{}".format(x)', "it puts a tensor into a text in line 5"),
        ("return float(tf.reduce_sum(x))", "it returns a number"),
        ("return tf.reduce_sum(x), True", "it returns a number"),
        ("return tf.reduce_sum(x)", ""),
        ('return {"loss": tf.reduce_sum(x)}, None', ""),
        ('name = "%d" % 3\n    return tf.identity(x, name)', ""),
    ],
)
def test_what_python_makes_of_a_tensor_would_be_something_else(body: str, reason: str) -> None:
    text = f"import tensorflow as tf\n\n\ndef compute(x):\n    {body}\n\n\ncompute(tf.ones((2,)))\n"
    path = Path("/program/compute.py")
    (verdict,) = Hybridization([path], {path: text}.get, built_in()).verdicts()
    assert verdict.caution.startswith(reason)
    assert bool(verdict.caution) is bool(reason)
