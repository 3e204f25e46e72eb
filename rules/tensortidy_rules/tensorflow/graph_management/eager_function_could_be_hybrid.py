"""eager-function-could-be-hybrid: a function of tensors that could run as a graph."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.graph_edits import function_edits
from tensortidy.rule import (
    Card,
    Confidence,
    Finding,
    Fix,
    FixSafety,
    Framework,
    Rule,
    Safety,
    Severity,
)
from tensortidy.semantics import Answer, Model, Transformation

_REASON = "tracing costs as much as many calls, and pays only where the function is called often"


class EagerFunctionCouldBeHybrid(Rule):
    """``def step(x): …``, called with tensors, without ``@tf.function``."""

    card = Card(
        name="eager-function-could-be-hybrid",
        title="Eager Function Could Be a Graph Function",
        frameworks=(Framework.TENSORFLOW,),
        category="Graph Management",
        subcategory="Graph Execution",
        summary="A function of tensors runs eagerly, operation by operation, and could run as a graph.",
        explanation="""\
TensorFlow 2 runs each operation at once: Python calls it, waits for it, and goes on to the next. With `@tf.function`
the function is traced once for each kind of arguments, and from then on its graph runs as a whole, without Python
in between. Small operations gain most, since most of their time is spent between them.

Not every function may become a graph function. This one may, as far as one can see from here: a parameter is a tensor;
no call hands it Python numbers or texts, for each of which it would be traced anew; it changes nothing that outlives it
and prints nothing, which would happen only while it is traced; it does not call itself; it needs no values of tensors
in Python (`.numpy()`, NumPy, `for` over a tensor); and it is not called by graph functions only, which contain it
already. Of functions that call one another the outermost is reported. The `call` of a Keras model or layer without a
`build` method is left alone, too: Keras 3 runs it once to build the layers in it, and a graph that is made then knows
no variables.

It is looked at together with the files that it imports. Functions that nothing is known to call are not reported: the
action "Convert to a graph function" on their `def`, and the code lens (`graph-lens`), offer the same for them, and tell
what they take for granted. Neither are functions that a script calls once, for tracing costs more than that saves,
nor tests and code of TensorFlow 1. `tensortidy hybridize` decides for whole
projects, with all callers.""",
        consequences=("training steps and predictions that are several times as slow as they need to be",),
        practices=(
            "Decorate the outermost function that works on tensors alone: a training step, a prediction.",
            "Hand numbers that change to graph functions as tensors.",
        ),
        bad="""\
import tensorflow as tf

weights = tf.Variable(tf.ones((8, 8)))


def activate(x):
    return tf.reduce_mean(tf.nn.relu(tf.matmul(x, weights)))


for step in range(3):
    tf.print(activate(tf.ones((4, 8))))
""",
        good="""\
import tensorflow as tf

weights = tf.Variable(tf.ones((8, 8)))


@tf.function
def activate(x):
    return tf.reduce_mean(tf.nn.relu(tf.matmul(x, weights)))


for step in range(3):
    tf.print(activate(tf.ones((4, 8))))
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="It computes the same, but tracing takes time too: it pays where the function is called often.",
        severity=Severity.HINT,
        confidence=Confidence.MEDIUM,
        evidence="400 calls of a function of twenty small operations: 3.2 s eagerly, 0.34 s as a graph function "
        "(TensorFlow 2.21, CPU).",
        see_also=("hybrid-function-should-be-eager", "hybrid-function-side-effects"),
    )
    visits = (ast.FunctionDef,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a function that is known to be called, and that can be converted."""
        if not isinstance(node, ast.FunctionDef) or "tensorflow" not in model.frameworks:
            return
        verdict = model.graph_functions.verdict(node)
        if verdict is None or not verdict.is_refactorable or not verdict.is_called:
            return
        if Transformation.TO_HYBRID not in verdict.transformations or verdict.caution or not _is_eager(node, model):
            return
        changes = tuple(function_edits(model.source, model.module, node, verdict))
        yield self.finding(
            model.function_name(node),
            f"`{node.name}` runs eagerly, operation by operation, and could run as a graph: it is given tensors and no "
            "Python literals, changes nothing outside of it, does not call itself, and needs no values of tensors in "
            "Python. Where it is called often, decorate it with `@tf.function`.",
            assumptions=verdict.assumptions,
            fix=Fix("Convert to a graph function", Safety.UNSAFE, changes, _REASON) if changes else None,
        )


def _is_eager(node: ast.FunctionDef, model: Model) -> bool:
    """Whether a function runs eagerly in TensorFlow 2, outside of tests."""
    if model.graph_functions.is_in_test or model.roles.is_test(node):
        return False
    if model.structure.function(node) is not None and not model.roles.is_of_script(node):
        return False  # each call of the function around it would make a new one, and trace that
    uses = model.grad_mode.uses.of(node)
    if uses and (all(_is_inner(use, model) for use in uses) or all(_runs_once(use, model) for use in uses)):
        return False
    if model.execution.graph_mode()[0] is not Answer.NO or model.execution.function(node.body[0]) is not None:
        return False
    return not any(_is_made_of(call, node.name, model) for call in model.structure.nodes(ast.Call))


def _is_inner(use: ast.AST, model: Model) -> bool:
    """Whether a use hands the function on, to who may trace it, or is a call in a function that can be converted."""
    call = model.structure.parent(use)
    if not isinstance(call, ast.Call) or call.func is not use:
        return True
    caller = model.structure.function(use)
    verdict = model.graph_functions.verdict(caller) if isinstance(caller, ast.FunctionDef) else None
    return verdict is not None and verdict.is_refactorable and Transformation.TO_HYBRID in verdict.transformations


def _runs_once(use: ast.AST, model: Model) -> bool:
    """Whether a use runs once in a run of its script: tracing would cost more than it saves."""
    return model.structure.loop(use) is None and model.roles.is_of_script(use)


def _is_made_of(call: ast.AST, name: str, model: Model) -> bool:
    """``step = tf.function(step)``, perhaps under a condition."""
    return (
        isinstance(call, ast.Call)
        and bool(call.args)
        and isinstance(call.args[0], ast.Name)
        and call.args[0].id == name
        and model.is_one_of(call.func, "traced functions")
    )
