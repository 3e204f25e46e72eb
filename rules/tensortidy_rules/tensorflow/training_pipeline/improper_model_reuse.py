"""improper-model-reuse: one Keras model goes on learning from fold to fold, or is compiled in every pass."""

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
from tensortidy.semantics import Model, Over, Reuse

_NAMES = ("first_weights", "first_state", "variable", "value")
_PASSES = {Over.FOLDS: "fold", Over.SEEDS: "seed"}
_WORTH = {Over.FOLDS: "it has seen their test data by then", Over.SEEDS: "a new seed resets no weights"}


class ImproperModelReuse(Rule):
    """``model.fit(x[train], y[train])`` in a loop over folds; ``model.compile(…)`` in a loop that trains."""

    card = Card(
        name="improper-model-reuse",
        title="Improper Model Reuse",
        frameworks=(Framework.KERAS, Framework.TENSORFLOW),
        category="Training Pipeline Management",
        subcategory="Model Lifecycle Management",
        summary="One Keras model is trained on fold after fold and never reset, or compiled in every pass of a loop.",
        explanation="""\
`fit()` goes on from where the model is; it does not begin anew, as the estimators of scikit-learn do. In a loop over
the folds of a cross-validation, a model that was built before the loop has therefore seen the test data of the
second fold while it was trained on the first one. Its scores get better from fold to fold, and they are worth nothing.
The same goes for a loop over random seeds: a seed changes nothing of weights that are there already.

Put the model back at the top of each pass: its weights with `set_weights()`, and what its optimizer remembers. Both,
because Adam's moments of the last fold push the first steps of the next one. Give the optimizer's variables the
values back that they had; setting them to zero sets the learning rate to zero too, and nothing trains. Building a new
model in each pass is right as well, but then each model's memory is lost: see `gpu-memory-not-released`.

`compile()` in a loop that trains is the other half. Each call makes a new training step, which is traced anew, is
never given back, and starts with an optimizer that has forgotten everything. Compile once, before the loop; to change
the learning rate, assign `model.optimizer.learning_rate`.

Not reported: training that is meant to go on (epochs, streams, the two networks of a GAN), folds of a
`TimeSeriesSplit`, which only look back, a loop that sets `trainable` (which must compile), and models that are given to
code that might reset them.""",
        consequences=("test data that the model has seen: scores that are too good",
                      "a training step is traced and kept in every pass"),
        practices=(
            "Begin every fold with the first weights and the optimizer's first state, or with a new model.",
            "Compile once, before the loop.",
        ),
        bad="""\
import keras
import numpy as np
from sklearn.model_selection import KFold

x = np.random.rand(64, 8).astype("float32")
y = x.sum(axis=1)
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16), keras.layers.Dense(1)])
model.compile("adam", "mse")
for train, test in KFold(4).split(x):
    model.fit(x[train], y[train], epochs=5, verbose=0)
    print(model.evaluate(x[test], y[test], verbose=0))
""",
        good="""\
import keras
import numpy as np
from sklearn.model_selection import KFold

x = np.random.rand(64, 8).astype("float32")
y = x.sum(axis=1)
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.optimizer.build(model.trainable_variables)
first_weights = model.get_weights()
first_state = [variable.numpy() for variable in model.optimizer.variables]
for train, test in KFold(4).split(x):
    model.set_weights(first_weights)
    for variable, value in zip(model.optimizer.variables, first_state):
        variable.assign(value)
    model.fit(x[train], y[train], epochs=5, verbose=0)
    print(model.evaluate(x[test], y[test], verbose=0))
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="The scores change: that is what it is for. The model must know its input shape before the loop (an "
        "`Input` layer), and a learning rate or a callback with a memory of its own is yours to put back.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="First loss of three folds: 75.0, 65.6, 55.4 with one model, 73.5, 73.5, 73.5 with one that is reset. "
        "`compile()` in the loop: 4.3 MB and 717 ms a pass for 577 parameters, 1.7 KB and 6 ms compiled once "
        "(TensorFlow 2.21, Keras 3.15, CPU).",
        see_also=("gpu-memory-not-released", "encoder-decoder-inside-loop", "tracing-inside-loop"),
    )  # fmt: skip
    visits = (ast.For, ast.While)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report models from before a loop that each fold or seed trains further, or each pass compiles."""
        if not isinstance(node, ast.For | ast.While) or not model.may_have_keras_models or model.roles.is_test(node):
            return
        found = model.model_reuse.of(node)
        if found is None:
            return
        related = [Related(model.loop_header(node), "the loop; it does not make the model anew")]
        if found.made is not None:
            related.insert(0, Related(span_of(found.made), f"`{found.path}` is made here, once"))
        if found.over is not None:
            told = _PASSES[found.over]
            yield self.finding(
                found.trained.call,
                f"`{found.path}` is trained further on every {told} from where the {told} before has left it: "
                f"{_WORTH[found.over]}, so that the scores mean nothing. "
                "Put its weights and its optimizer back at the start of each pass.",
                related=tuple(related),
                fix=self._reset(found, model),
            )
        elif found.compiled is not None:
            if found.trained.call is not found.compiled.call:
                related.append(Related(span_of(found.trained.call), "trained here"))
            yield self.finding(
                found.compiled.call,
                f"`{found.path}` is compiled anew in every pass of the loop that trains it: its training step is "
                "traced again and the last one is never given back, and the optimizer forgets what it knew. Compile "
                "once, before the loop.",
                related=tuple(related),
                fix=self._moved(found, model),
            )

    @staticmethod
    def _reset(found: Reuse, model: Model) -> Fix | None:
        """The first weights and the optimizer's state, kept before the loop and put back in each pass."""
        loop, path = found.loop, found.path
        first = loop.body[0]
        if first.lineno == loop.lineno or any(model.names.bindings(name, loop) for name in _NAMES):
            return None
        weights, state, variable, value = _NAMES
        above = [f"{weights} = {path}.get_weights()"]
        inside = [f"{path}.set_weights({weights})"]
        if found.compiled is None:  # compiling makes a new optimizer
            held = f"{path}.optimizer.variables"
            above.insert(0, f"{path}.optimizer.build({path}.trainable_variables)")
            above.append(f"{state} = [{variable}.numpy() for {variable} in {held}]")
            step = edits.indentation(model.source, first.lineno)[len(edits.indentation(model.source, loop.lineno)) :]
            inside.append(f"for {variable}, {value} in zip({held}, {state}):")
            inside.append(f"{step}{variable}.assign({value})")
        changes: list[Edit] = []
        for place, lines in ((loop, above), (first, inside)):
            made = [edit for line in lines for edit in edits.insert_line_before(model.source, place, line)]
            if len(made) < len(lines):
                return None
            changes.extend(made)
        return Fix("Begin every pass with the first weights", Safety.UNSAFE, tuple(changes), "every score changes")

    @staticmethod
    def _moved(found: Reuse, model: Model) -> Fix | None:
        """``model.compile(…)`` above the loop, where nothing in it changes."""
        call = found.compiled.call if found.compiled is not None else None
        statement = model.structure.statement(call) if call is not None else None
        loop = found.loop
        if not isinstance(statement, ast.Expr) or statement.value is not call or statement not in loop.body:
            return None
        if found.compiled is None or found.compiled.by or len(loop.body) == 1:
            return None
        for part in model.structure.walk(statement):
            if isinstance(part, ast.Name) and any(
                model.structure.inside(binding.node, loop) for binding in model.names.bindings(part.id, part)
            ):
                return None
        changes = tuple(edits.move_before(model.source, [statement], loop))
        reason = "the optimizer goes on with its moments where each pass gave it new ones"
        return Fix("Compile once, before the loop", Safety.UNSAFE, changes, reason) if changes else None
