"""gpu-memory-not-released: a loop builds, compiles and trains Keras models, whose memory never comes back."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.rule import (
    Card,
    Confidence,
    Finding,
    FixSafety,
    Framework,
    Related,
    Rule,
    Severity,
    span_of,
)
from tensortidy.semantics import Cleared, Model, ModelLoop

_MANY = 10  # passes


class GpuMemoryNotReleased(Rule):
    """``model = build(); model.compile(…); model.fit(…)`` in a loop."""

    card = Card(
        name="gpu-memory-not-released",
        title="GPU Released Memory Failure",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS),
        category="Resource Management",
        subcategory="Memory Release",
        summary="A loop builds and fits one Keras model after the other; what training took never comes back.",
        explanation="""\
`compile()` and `fit()` turn the training step into a TensorFlow function: a graph that is traced once and then runs
in C++. That graph keeps the variables that it updates, the model's weights and the optimizer's moments. When the
loop builds the next model, the old one goes from Python. Its traced step stays in the runtime, with all its
variables, until the process ends. With Adam that is about three times the size of the weights for each trial, in main
memory, and on a GPU in its memory.

The usual advice does not help. `keras.utils.clear_session()`, `del model` and `gc.collect()` were measured one by one
and together, on current versions: the same 21 MB are gone after each trial. (They do help a loop that builds models
without training them: see `session-pile-up`.) On a GPU the memory would not return to the driver in any case:
TensorFlow's allocator keeps what it has taken for itself.

What works:

- **One model, put back.** Where all trials have the same architecture (folds, seeds), build and compile once and
  take a copy of the start. At the top of each pass, `model.set_weights(first_weights)`, and give the optimizer's
  variables their first values back too. (Not zeros: the learning rate is one of them.)
- **A process for each trial.** Where architectures differ, run each in its own process (`multiprocessing` with
  `spawn`, `subprocess`): what it took goes when it ends.
- **No traced step.** `compile(…, run_eagerly=True)` leaves nothing behind, but trains several times slower: for small
  models.

**In a notebook, when a cell that builds and fits a model is run again**, that is one more trial: what the last run took
stays until the kernel is restarted, with `clear_session()` too. Build in one cell and fit in another, and put the
first weights back to begin anew. One cell is not reported for that, a loop in it is.

Two or three trials of a small model harm nobody. A loop that runs twice at most, models that are collected for an
ensemble, and loops that are known to run in processes of their own are left alone.""",
        consequences=("out-of-memory errors some trials into a search", "each trial has less memory than the last one"),
        practices=(
            "Same architecture: build and compile once, reset weights and optimizer in each pass.",
            "Different architectures: run each trial in a process of its own.",
        ),
        bad="""\
import keras
import numpy as np

x = np.random.rand(64, 8).astype("float32")
y = x.sum(axis=1)
for seed in range(4):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    history = model.fit(x, y, epochs=2, verbose=0)
    print(seed, history.history["loss"][-1])
""",
        good="""\
import keras
import numpy as np

x = np.random.rand(64, 8).astype("float32")
y = x.sum(axis=1)
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.optimizer.build(model.trainable_variables)
first_weights = model.get_weights()
first_state = [variable.numpy() for variable in model.optimizer.variables]
for trial in range(4):
    model.set_weights(first_weights)
    for variable, value in zip(model.optimizer.variables, first_state):
        variable.assign(value)
    history = model.fit(x, y, epochs=2, verbose=0)
    print(trial, history.history["loss"][-1])
""",
        fix_safety=FixSafety.NONE,
        fix_note="Only you know whether all trials may begin with the same weights, and what else must be put back: "
        "callbacks, metrics, a learning rate that has fallen. A process for each trial wants a function of its own.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="A network of 1.4 million parameters (5.3 MB), built, compiled and fitted in each trial: 22.8 MB a "
        "trial, 21.7 MB with `clear_session()`, 21.5 MB with `clear_session()`, `del` and `gc.collect()`, although no "
        "model is alive in Python; 0.1 MB with `run_eagerly=True` (TensorFlow 2.21, Keras 3.15, CPU).",
        see_also=("improper-model-reuse", "session-pile-up", "unreleased-gpu-memory"),
    )  # fmt: skip
    visits = (ast.For, ast.While)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report loops in which every pass builds a model and trains it in a traced step."""
        if not isinstance(node, ast.For | ast.While) or not model.may_have_keras_models or model.roles.is_test(node):
            return
        found = model.model_loops.of(node)
        if found is None or found.trained is None:
            return
        if found.cleared is Cleared.ALWAYS and found.by_graph:
            return  # graphs that are let go take their variables with them
        if found.cleared not in (Cleared.NEVER, Cleared.ALWAYS):
            return  # memory-not-freed tells of the way that goes by
        yield self._told(found, model)

    def _told(self, found: ModelLoop, model: Model) -> Finding:
        trained, maker = found.trained, model.text(found.built.call.func)
        assert trained is not None
        how = (
            f"`{maker}(…)` builds and trains a model"
            if trained.call is found.built.call
            else f"`{maker}(…)` builds a model and `{model.text(trained.call.func)}(…)` trains it"
        )
        cleared = found.cleared is Cleared.ALWAYS
        count = model.repetitions.of(found.loop)
        few = count is not None and count <= _MANY
        related = [Related(model.loop_header(found.loop), "the loop: one model more in each pass")]
        if trained.call is not found.built.call:
            related.append(Related(span_of(trained.call), "trained here: the traced step keeps the model's variables"))
        if cleared:
            related.append(Related(span_of(found.clears[0].call), "this does not give them back"))
        return self.finding(
            found.built.call,
            f"In every pass of this loop {how}. The weights and the optimizer's state of a model that was fitted stay "
            "in memory until the process ends, "
            + (
                "and the clean-up in this loop does not change that. "
                if cleared
                else "whatever is deleted or cleared. "
            )
            + (
                "Build and compile it once, before the loop, and put weights and optimizer back in each pass; or give "
                "each pass a process of its own."
                if found.is_same
                else "Give each pass a process of its own."
            ),
            severity=Severity.INFORMATION if cleared or few else Severity.WARNING,
            related=tuple(related),
        )
