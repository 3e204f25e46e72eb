"""session-pile-up: a loop builds Keras models and never clears what Keras keeps of them."""

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
from tensortidy.semantics import Cleared, Model, ModelLoop

_MANY = 10  # passes
_REASON = "names of layers begin anew (`dense`, `dense_1`), and in TensorFlow 1 the graph of all other models goes"


class SessionPileUp(Rule):
    """``model = build()`` in a loop, used, replaced, and never cleared."""

    card = Card(
        name="session-pile-up",
        title="Session Pile-Up",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS),
        category="Training Pipeline Management",
        subcategory="Model Lifecycle Management",
        summary="A loop builds one Keras model after the other in one process and never clears the session.",
        explanation="""\
Keras keeps a global state: which names its layers have taken, which graphs it has traced, what belongs to which
session. Each model that is built adds to it, and a model that goes out of use is not taken out. A loop over
configurations or files that builds a model in each pass therefore grows, although each model replaces the last one.

`keras.utils.clear_session()` at the start of each pass throws that state away. It collects garbage too, so a
`gc.collect()` beside it does nothing more; without it, `del model` and `gc.collect()` give back only a part. It is
not cheap (a quarter of a second here). Where every pass wants the same model, build it once, before the loop.

Clearing lets go of what *Keras* holds. Models that you keep yourself, in a list say, stay, and are not reported:
that is what a list is for. Keep their scores, or their weights on disk, if that is all that you need of them.

**In a notebook, when a cell that builds a model is run again**, the same state grows by a model: a tenth of a megabyte,
however large the model is, for its weights go with it. That is no reason to clear anything, so a cell that is run
again is not reported, and a loop in a cell is. `clear_session()` at the top of such a cell has another use: layers get
the names of the first run again.

A loop that also trains its models with `fit()` is another smell, `gpu-memory-not-released`: there, clearing does not
help. A model in a graph of its own (`with tf.Graph().as_default():`) goes with its graph, and is left alone.""",
        consequences=("memory grows with every model", "each pass is a little slower than the last one"),
        practices=(
            "Call `keras.utils.clear_session()` first in a loop that builds models.",
            "Build a model once, before the loop, where every pass uses the same.",
        ),
        bad="""\
import keras

for units in (8, 16, 32, 64):
    model = keras.Sequential([keras.Input((16,)), keras.layers.Dense(units), keras.layers.Dense(1)])
    print(units, model.count_params())
""",
        good="""\
import keras

for units in (8, 16, 32, 64):
    keras.utils.clear_session()
    model = keras.Sequential([keras.Input((16,)), keras.layers.Dense(units), keras.layers.Dense(1)])
    print(units, model.count_params())
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="The names of layers begin anew after it, which matters to who loads weights by name. Models that are "
        "alive go on working, but for those of TensorFlow 1, whose graph goes: there is no fix in such files.",
        severity=Severity.INFORMATION,
        confidence=Confidence.MEDIUM,
        evidence="A model of two layers, built and called in each pass: 179 KB a pass, 139 KB with `gc.collect()`, 0 "
        "KB with `clear_session()`, which takes 243 ms where reusing one model takes 21 ms (TensorFlow 2.21, Keras "
        "3.15, CPU). A model of 4.2 million weights (16.8 MB): 110 KB and 2 KB.",
        see_also=("gpu-memory-not-released", "memory-not-freed"),
    )  # fmt: skip
    visits = (ast.For, ast.While)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report loops that build models, do not train them, and never clear the session."""
        if not isinstance(node, ast.For | ast.While) or not model.may_have_keras_models or model.roles.is_test(node):
            return
        found = model.model_loops.of(node)
        if found is None or found.trained is not None or found.cleared is not Cleared.NEVER:
            return
        count = model.repetitions.of(node)
        related = [Related(model.loop_header(node), "the loop that builds a model in every pass")]
        if found.outside is not None:
            related.append(Related(span_of(found.outside.call), "this runs once, and not between two models"))
        cure = "Clear it first in each pass: `keras.utils.clear_session()`"
        yield self.finding(
            found.built.call,
            f"Every pass of this loop builds a Keras model with `{model.text(found.built.call.func)}(…)`, and nothing "
            "clears what Keras keeps of the one before: memory grows pass by pass. "
            + (f"{cure}, or build the model once, before the loop." if found.is_same else f"{cure}."),
            severity=Severity.WARNING if count is not None and count > _MANY else Severity.INFORMATION,
            related=tuple(related),
            fix=self._fix(found, model),
        )

    @staticmethod
    def _fix(found: ModelLoop, model: Model) -> Fix | None:
        """``keras.utils.clear_session()`` as the first statement of the loop."""
        if any("compat.v1" in name or ".contrib" in name for name in model.names.imports()):
            return None
        first = found.loop.body[0]
        keras, missing = model.library("keras", found.loop)
        call = f"{keras}.utils.clear_session()"
        if missing:
            tensorflow, absent = model.library("tensorflow", found.loop)
            if not absent and "keras" not in {name.partition(".")[0] for name in model.names.imports()}:
                call, missing = f"{tensorflow}.keras.backend.clear_session()", ""
        changes = tuple(edits.insert_line_before(model.source, first, call))
        if not changes or first.lineno == found.loop.lineno:
            return None
        imports = tuple(edits.add_import(model.source, model.module, missing)) if missing else ()
        return Fix("Clear the session first in each pass", Safety.UNSAFE, (*imports, *changes), _REASON)
