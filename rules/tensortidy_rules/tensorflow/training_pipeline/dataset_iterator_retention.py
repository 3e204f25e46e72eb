"""dataset-iterator-retention: predict() called for a few rows at a time, and iterators that each pass makes anew."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy import edits
from tensortidy.rule import (
    Card,
    Confidence,
    Edit,
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
from tensortidy.semantics import Given, Model, SmallPrediction

_CURES = {
    Given.SAMPLE: "Call `predict_on_batch()`, or stack the samples and predict once, outside of the loop.",
    Given.REPLAY: "Stack what was drawn and predict once, or call `predict_on_batch()`.",
    Given.BATCH: "Give the whole data set to one `predict()`, or call `predict_on_batch()` for each batch.",
    Given.DATASET: "Call `predict_on_batch()` with the sample itself, or predict one data set of all samples.",
}


class DatasetIteratorRetention(Rule):
    """``model.predict(x[None])`` in a loop, ``next(iter(dataset))`` in a loop."""

    card = Card(
        name="dataset-iterator-retention",
        title="Dataset-Iterator Retention",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS),
        category="Training Pipeline Management",
        subcategory="Data Loading and Preprocessing",
        summary="A loop starts a whole data pipeline in each pass, for one sample or one batch.",
        explanation="""\
`model.predict()` is made for many rows: it wraps what it is given into a `tf.data` pipeline, starts an iterator
over it, sets up callbacks and a progress bar, splits the rows into batches and puts the results together again.
For a million rows that is nothing. For one image, or one state of a game, it is nearly all of the work, and a loop
pays it in every pass: some 90 milliseconds a call, where the computation itself takes 2.

`predict_on_batch(x)` runs the same compiled function over the rows as they are, and gives the same numbers as a
NumPy array. `model(x, training=False)` does so too and gives a tensor. Better still where all inputs are known
beforehand: stack them and call `predict` once. Where they are a data set already, `predict(dataset)` goes through
it by itself.

`next(iter(dataset))` in a loop is the same mistake with a data set: a new iterator is started for a single
element, fills its buffers, and is thrown away. Without shuffling it gives the *first* element each time, which is
seldom what was meant. Make the iterator once, before the loop. In graph mode `make_one_shot_iterator()` adds
operations to the graph with every call.

In TensorFlow 1.14 to 2.3 these iterators were never freed, and memory grew with each call. Current versions free
them: what is left is the time.

A loop over models, folds or files that predicts many rows in each pass is what `predict` is for, and is not
reported.""",
        consequences=("most of the time goes into setting up pipelines", "on old versions memory grows with each call"),
        practices=(
            "Use `predict` for many rows at once, `predict_on_batch` or a call of the model for a few.",
            "Keep one iterator over a data set rather than to make one in each pass.",
        ),
        bad="""\
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
scores = []
for row in np.ones((20, 4), "float32"):
    scores.append(model.predict(row[None], verbose=0).argmax())
print(len(scores))
""",
        good="""\
import keras
import numpy as np

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
scores = []
for row in np.ones((20, 4), "float32"):
    scores.append(model.predict_on_batch(row[None]).argmax())
print(len(scores))
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Offered for single samples and for batches of a data set. It is unsafe where a progress bar was "
        "printed before, and where the batch may hold more rows than `predict` takes at a time. Iterators are left to "
        "you: what each pass gets changes when they are kept.",
        severity=Severity.INFORMATION,
        confidence=Confidence.MEDIUM,
        evidence="Processor time of one call for 64 rows: 92.3 ms with `predict`, 5.1 ms with `model(x)`, 2.2 ms with "
        "`predict_on_batch`. 200 calls with the same data set: 2.5 s; with one built for each call: 4.3 s, with a new "
        "`map` in it 10.8 s (TensorFlow 2.21, Keras 3.15, CPU). Memory stayed as it was.",
    )  # fmt: skip
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report predictions of a few rows in loops, and iterators that are made for one element."""
        if not isinstance(node, ast.Call) or not model.frameworks & {"tensorflow", "keras"}:
            return
        found = model.small_predictions.repeated(node)
        if found is not None:
            if not model.roles.is_test(node):
                yield self._predicted(found, model)
            return
        loop = model.small_predictions.iterator_made_anew(node)
        if loop is None or model.roles.is_test(node):
            return
        by_next = isinstance(node.func, ast.Name)
        text = model.text(node)
        yield self.finding(
            node,
            f"`{text}` starts a new iterator over the data set in each pass, for one element: its buffers are filled "
            "anew, and without shuffling it is the first element every time. Make the iterator before the loop and "
            "call `next()` on it."
            if by_next
            else f"`{text}` makes another iterator in each pass, and adds its operations to the graph. Make it once, "
            "before the loop.",
            severity=Severity.WARNING,
            related=(Related(model.loop_header(loop), "the loop; the data set stays the same in it"),),
        )

    def _predicted(self, found: SmallPrediction, model: Model) -> Finding:
        where = [Related(model.loop_header(found.loop), "the loop that repeats the call")]
        if found.called is not None:
            where.append(Related(span_of(found.called), "called here, in each pass of the loop"))
        if not model.structure.inside(found.made, found.call):
            where.append(Related(span_of(found.made), f"what it is given: {found.given.value}"))
        return self.finding(
            found.call,
            f"`predict()` is given {found.given.value} in each pass of a loop. Every call sets up a data pipeline, "
            f"callbacks and a progress bar, which takes far longer than the prediction. {_CURES[found.given]}",
            related=tuple(where),
            fix=self._on_batch(found, model),
        )

    @staticmethod
    def _on_batch(found: SmallPrediction, model: Model) -> Fix | None:
        """``model.predict(x, verbose=0)`` → ``model.predict_on_batch(x)``."""
        call, method = found.call, found.call.func
        if not isinstance(method, ast.Attribute) or len(call.args) != 1 or found.given is Given.DATASET:
            return None
        given = {item.arg: item.value for item in call.keywords}
        if not given.keys() <= {"verbose", "batch_size"}:
            return None
        if not all(isinstance(value, ast.Constant) for value in given.values()):
            return None
        last = span_of(call.args[0]).end
        rest = Edit(type(span_of(call))(last, span_of(call).end), ")")
        if "#" in model.source.slice(rest.span):
            return None
        name = model.text(method.value)
        changes = (*edits.replace(method, f"{name}.predict_on_batch"), rest)
        title = "Call `predict_on_batch()`"
        quiet = isinstance(given.get("verbose"), ast.Constant) and given["verbose"].value in (0, "0")  # type: ignore[attr-defined]
        if found.given is not Given.SAMPLE:
            return Fix(title, Safety.UNSAFE, changes, "the rows are predicted in one go, not 32 at a time")
        if not quiet:
            return Fix(title, Safety.UNSAFE, changes, "it prints no progress bar")
        return Fix(title, Safety.SAFE, changes)
