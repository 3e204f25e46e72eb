"""minibatch-mismatch: a batch size that Keras ignores, since a dataset brings its batches along."""

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
    Tag,
    span_of,
)
from tensortidy.semantics import Answer, Function, Kind, Model

_PHASES = frozenset({"fit", "evaluate", "predict"})
_PLAIN = (ast.Constant, ast.Name, ast.Attribute)


class MinibatchMismatch(Rule):
    """``model.fit(dataset, batch_size=1024)``."""

    card = Card(
        name="minibatch-mismatch",
        title="Minibatch Mismatch",
        frameworks=(Framework.KERAS, Framework.TENSORFLOW),
        category="Training Pipeline Management",
        subcategory="Hyperparameter Configuration",
        summary="A batch size is given to `fit` together with a dataset or generator, which brings its batches along.",
        explanation="""\
`batch_size=` of `fit`, `evaluate` and `predict` says how Keras cuts arrays into batches. A `tf.data.Dataset` or
a generator brings its batches along, already cut, and Keras takes them as they are. It does not complain about the
second number: it ignores it. Whoever raises it to fill the GPU, or lowers it after an out-of-memory error, sees that
nothing changes, and a table of experiments over `batch_size` compares equal runs.

The batch size of a dataset is set where it is built, with `dataset.batch(n)`. `drop_remainder=True` there keeps all
batches equally long, which suits training; in evaluation it would leave examples out.

A dataset that was never batched is another matter: its elements are single examples, and most models fail on
them. There the number belongs into `batch`.

Whether a batch size is too big or too small depends on the data, the model and the machine. A file does not tell,
so no number is judged here.""",
        consequences=(
            "the batch size that is written is not the one that is used",
            "memory or speed that cannot be tuned where one tries to",
        ),
        practices=("Set the batch size of a dataset with `dataset.batch(n)`, and nowhere else.",),
        bad="""\
import keras
import numpy as np
import tensorflow as tf

features, labels = np.random.rand(256, 8), np.random.rand(256, 1)
dataset = tf.data.Dataset.from_tensor_slices((features, labels)).batch(64)
model = keras.Sequential([keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(dataset, batch_size=128, epochs=2, verbose=0)
print(int(model.optimizer.iterations), "steps")
""",
        good="""\
import keras
import numpy as np
import tensorflow as tf

features, labels = np.random.rand(256, 8), np.random.rand(256, 1)
dataset = tf.data.Dataset.from_tensor_slices((features, labels)).batch(64)
model = keras.Sequential([keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(dataset, epochs=2, verbose=0)
print(int(model.optimizer.iterations), "steps")
""",
        fix_safety=FixSafety.SAFE,
        fix_note="The argument is ignored, so nothing changes without it. Where the dataset is never batched, the "
        "number moves into `batch`, which is unsafe: the model then gets batches.",
        severity=Severity.INFORMATION,
        confidence=Confidence.HIGH,
        evidence="`fit` on a dataset of 32 batches with `batch_size=1024` makes 32 optimizer steps, as without it; "
        "2 would be made if the argument counted (TensorFlow 2.21, Keras 3.15; tf_keras 2.21 alike).",
        see_also=("oversized-batch",),
    )  # fmt: skip
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report batch sizes beside datasets."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in _PHASES:
            return
        given = next((item for item in node.keywords if item.arg == "batch_size"), None)
        data = node.args[0] if node.args else next((item.value for item in node.keywords if item.arg == "x"), None)
        if given is None or data is None or (isinstance(given.value, ast.Constant) and given.value.value is None):
            return
        if model.value(node.func.value).is_a(Kind.KERAS_MODEL) is not Answer.YES or _is_own(node.func, model):
            return
        steps = _pipeline(data, model)
        is_dataset = model.value(data).is_a(Kind.DATASET) is Answer.YES and not _is_of_torch(data, model)
        if not is_dataset and not _is_generator(data, model):
            return
        what, size = "dataset" if is_dataset else "generator", model.text(given.value)
        batch = next((step for step in steps if _is_method(step, "batch", "padded_batch", "ragged_batch")), None)
        method = f"`{node.func.attr}`"
        if batch is None and is_dataset and _is_told(steps, model):
            yield self.finding(
                given,
                f"{method} ignores `batch_size` beside a dataset, and `{model.text(data)}` is never batched: the model "
                f"gets single examples. Batch it: `.batch({size})`.",
                related=(Related(span_of(steps[-1]), "the dataset is made here, of single examples"),),
                fix=_batched(node, given, data, size, model),
            )
            return
        related = (Related(span_of(batch), "its batches are made here"),) if batch is not None else ()
        where = "where the dataset is batched" if is_dataset else "in the generator"
        yield self.finding(
            given,
            f"{method} ignores `batch_size={size}` beside a {what}, which brings its batches along. Set the batch size "
            f"{where}, and leave it out here.",
            related=related,
            fix=_left_out(node, given, model),
            tags=(Tag.UNNECESSARY,),
        )


def _is_own(method: ast.Attribute, model: Model) -> bool:
    """Whether the project has written the method itself, and may use the number."""
    definition = model.value(method.value).definition
    if isinstance(definition, ast.ClassDef):
        return model.classes.method(definition, method.attr) is not None
    return definition is not None


def _left_out(node: ast.Call, given: ast.keyword, model: Model) -> Fix | None:
    """``model.fit(dataset)``."""
    if not isinstance(given.value, _PLAIN):
        return None  # what is called there may do something
    changes = tuple(edits.remove_argument(model.source, node, given))
    return Fix("Leave out the ignored `batch_size`", Safety.SAFE, changes) if changes else None


def _batched(node: ast.Call, given: ast.keyword, data: ast.expr, size: str, model: Model) -> Fix | None:
    """``model.fit(dataset.batch(32))``."""
    removed = tuple(edits.remove_argument(model.source, node, given))
    if not removed or "\n" in size or not isinstance(data, ast.Name | ast.Attribute | ast.Call):
        return None
    reason = "the model gets batches where it was given single examples"
    return Fix(
        f"Batch the dataset by {size}", Safety.UNSAFE, (*edits.insert_after(data, f".batch({size})"), *removed), reason
    )


def _pipeline(node: ast.expr, model: Model) -> list[ast.Call]:
    """The calls that make a dataset, the last one first: ``Dataset.from_tensor_slices(x).map(f).batch(32)``."""
    found: list[ast.Call] = []
    seen: set[ast.expr] = set()
    while node not in seen:
        seen.add(node)
        if isinstance(node, ast.Name):
            bindings = model.names.bindings(node.id, node)
            value = bindings[0].value if len(bindings) == 1 else None
            if value is None:
                break
            node = value
        elif isinstance(node, ast.Call):
            found.append(node)
            if model.qualified(node.func) is not None or not isinstance(node.func, ast.Attribute):
                break
            node = node.func.value
    return found


def _is_told(steps: list[ast.Call], model: Model) -> bool:
    """Whether every step of a pipeline is known to keep single examples single."""
    if not steps or not all(
        _is_method(step, "map", "shuffle", "repeat", "cache", "prefetch", "take", "skip") for step in steps[:-1]
    ):
        return False
    return model.qualified(steps[-1].func) == "tensorflow.data.Dataset.from_tensor_slices"


def _is_method(step: ast.Call, *names: str) -> bool:
    return isinstance(step.func, ast.Attribute) and step.func.attr in names


def _is_of_torch(data: ast.expr, model: Model) -> bool:
    return model.value(data).name.startswith("torch.")


def _is_generator(data: ast.expr, model: Model) -> bool:
    """``model.fit(batches(x, y))`` of a generator function, ``flow_from_directory(…)`` and other Keras sequences."""
    steps = _pipeline(data, model)
    if not steps:
        return False
    made = steps[0]
    local = model.names.definition(made.func)
    if isinstance(local, Function):
        return model.grad_mode.uses.is_generator(local)
    if isinstance(local, ast.ClassDef):
        bases, _ = model.classes.ancestry(local)
        return any(model.knowledge.is_one_of(base, "sequences of batches") for base in bases)
    if _is_method(made, "flow", "flow_from_directory", "flow_from_dataframe"):
        return model.is_one_of(steps[-1].func, "image generators")
    return False
