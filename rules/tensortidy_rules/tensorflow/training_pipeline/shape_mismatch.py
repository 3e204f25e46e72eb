"""shape-mismatch: a column of predictions meets a row of labels, and broadcasting makes a square of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy import edits
from tensortidy.rule import (
    Card,
    Confidence,
    Finding,
    Fix,
    FixSafety,
    Framework,
    Related,
    Rule,
    Safety,
    Severity,
    span_of,
)
from tensortidy.semantics import ColumnAndRow, Model

_CLOSED = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)
_WARNING = frozenset(
    {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"}
)


class ShapeMismatch(Rule):
    """``tf.square(labels - model(x))`` with labels (k,) and predictions (k, 1)."""

    card = Card(
        name="shape-mismatch",
        title="Shape Mismatch Leak",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS, Framework.TORCH),
        category="Training Pipeline Management",
        subcategory="Tensor and Variable Management",
        summary="A tensor of shape (k, 1) meets one of shape (k,), and broadcasting makes (k, k) of them.",
        explanation="""\
A layer with one output, `Dense(1)` or `nn.Linear(n, 1)`, gives a column: k predictions have the shape (k, 1). Labels
mostly come as a plain list of numbers, (k,). Subtracting one from the other is no error. Broadcasting reads (k,) as
one row, repeats the column to the right and the row downwards, and gives a (k, k) table in which each prediction
has met each label.

The mean over that table is still one number, so nothing crashes and training goes on. It is the wrong number: it is
smallest when all predictions are the same, the mean of the labels, so the model learns little more than that. An
accuracy that is computed with `==` is off in the same way. And memory grows with the square: 8000 rows of float32,
32 kB of differences, become 244 MB.

Who notices differs. `mse_loss`, `l1_loss`, `smooth_l1_loss` and `huber_loss` of PyTorch broadcast and print a
warning; `kl_div` and `poisson_nll_loss` say nothing, nor does arithmetic by hand in any library.
`binary_cross_entropy` raises, and the losses of Keras 3 take the superfluous axis away by themselves: these
are not reported. Neither is a table of all pairs that is wanted, as in `x[:, None] - y`. Only shapes that the file
tells count: sizes, lists, layers, datasets.

Take the axis of length 1 away where the two meet. A reshape to the other's shape also works, but it would hide
a difference in size that is a real error; `squeeze(-1)` does not.""",
        consequences=(
            "a loss or accuracy that is wrong, with no error",
            "memory for k² numbers instead of k",
        ),
        practices=(
            "Squeeze the last axis of a model with one output, or give labels one: both (k,), or both (k, 1).",
            "Where losses are written by hand, assert that shapes are equal first.",
        ),
        bad="""\
import numpy as np
import tensorflow as tf

features = np.random.rand(1000, 8).astype("float32")
labels = np.random.rand(1000).astype("float32")
model = tf.keras.Sequential([tf.keras.layers.Dense(16, activation="relu"), tf.keras.layers.Dense(1)])
predicted = model(features)
loss = tf.reduce_mean(tf.square(labels - predicted))
print(float(loss))
""",
        good="""\
import numpy as np
import tensorflow as tf

features = np.random.rand(1000, 8).astype("float32")
labels = np.random.rand(1000).astype("float32")
model = tf.keras.Sequential([tf.keras.layers.Dense(16, activation="relu"), tf.keras.layers.Dense(1)])
predicted = model(features)
loss = tf.reduce_mean(tf.square(labels - tf.squeeze(predicted, -1)))
print(float(loss))
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="The numbers change: that is the point, as those before are wrong. What was tuned to them, a learning "
        "rate or a threshold, may need another look.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="The absolute differences of 8000 predictions (8000, 1) and labels (8000,) take 244 MB and 2030 ms "
        "where 0.03 MB and 11 ms are enough, and their mean is another one (TensorFlow 2.21, CPU).",
        see_also=("unnecessary-dim-retention",),
    )  # fmt: skip
    visits = (ast.BinOp, ast.Compare, ast.Call)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report columns that meet rows."""
        if not model.frameworks:
            return
        found = model.shape_mismatches.at(node)
        if found is None or model.roles.is_test(node):
            return
        column, row = model.text(found.column), model.text(found.row)
        rows, others = (shape.written(0) for shape in (found.column_shape, found.row_shape))
        loss = found.loss.rpartition(".")[2]
        how = f"`{loss}` broadcasts them to" if loss else "together they are broadcast to"
        if loss in _WARNING:
            how += " (and only warns)"
        yield self.finding(
            node,
            f"`{column}` has the shape {found.column_shape}, `{row}` {found.row_shape}: {how} ({rows}, {others}), each "
            "number of the one against each of the other. What is computed of that is wrong, and takes memory for "
            "all pairs. Take the last axis away first.",
            related=self._related(found, column, row),
            fix=self._squeezed(found, column, model),
        )

    @staticmethod
    def _related(found: ColumnAndRow, column: str, row: str) -> tuple[Related, ...]:
        told = (
            (found.column_shape, f"this gives `{column}` its last axis, of length 1"),
            (found.row_shape, f"this gives `{row}` one axis only"),
        )
        return tuple(Related(span_of(shape.made), message) for shape, message in told if hasattr(shape.made, "lineno"))

    @staticmethod
    def _squeezed(found: ColumnAndRow, column: str, model: Model) -> Fix | None:
        """``predicted`` → ``tf.squeeze(predicted, -1)``, or ``predicted.squeeze(-1)`` of arrays and of PyTorch."""
        if "\n" in column:
            return None
        library = found.column_shape.library
        if library in ("numpy", "torch"):
            text = f"{column if isinstance(found.column, _CLOSED) else f'({column})'}.squeeze(-1)"
        elif library in ("tensorflow", "keras"):
            name, missing = model.library("tensorflow", found.column)
            if missing:
                name, missing = model.library("keras", found.column)
                name = f"{name}.ops"
            if missing:
                return None
            text = f"{name}.squeeze({column}, -1)"
        else:
            return None
        reason = "the result changes, since that of all pairs is wrong"
        return Fix("Squeeze the last axis", Safety.UNSAFE, tuple(edits.replace(found.column, text)), reason)
