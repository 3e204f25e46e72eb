"""graph-constant-bottleneck: arrays that are embedded in a graph as constants."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import prod

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
from tensortidy.semantics import Addition, Function, Loop, Model

_NAME = "constant"
_LARGE = 65_536  # elements: 256 KB of float32
_KEEPING = frozenset({"astype", "copy", "reshape", "transpose", "ravel", "flatten"})


class GraphConstantBottleneck(Rule):
    """``tf.constant(array)`` in a loop of graph code, or in a function that is traced."""

    card = Card(
        name="graph-constant-bottleneck",
        title="Graph-Constant Bottleneck",
        frameworks=(Framework.TENSORFLOW,),
        category="Graph Management",
        subcategory="Misuse of Graph Constants",
        summary="An array is embedded in a graph as a constant, in each pass of a loop or in a traced function.",
        explanation="""\
A constant of a graph is part of the graph: `tf.constant(images)` copies the whole array into the graph's definition.
There it stays for the life of the graph, is written out with it, and counts towards the 2 GB that a graph may have at
most. In a loop of TensorFlow 1 code each pass puts one more copy there, and none is ever removed.

Data belongs outside the graph. Make a placeholder once, build on it, and give the array with each run:
`session.run(result, {images: batch})`. An array that stays the same can be a constant, made once before the loop, or
better a variable that is not trained.

In TensorFlow 2 the same happens inside a `tf.function`: an array from outside that the function turns into a constant
is embedded in its graph, once more for each trace, and in the SavedModel. Pass it as an argument, or keep
it in a `tf.Variable(…, trainable=False)`.

Where operations are computed at once, `tf.constant` in a loop makes an ordinary tensor, which goes when nobody holds
it. That is fine.""",
        consequences=(
            "one more copy of the array in memory with each pass",
            "a graph of more than 2 GB, which cannot be saved",
            "slow runs: a graph that has changed is prepared anew",
        ),
        practices=(
            "Feed data through placeholders, or read it with tf.data.",
            "Give arrays to a `tf.function` as arguments, or keep them in a variable.",
        ),
        bad="""\
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
table = np.zeros((512, 512), dtype="float32")
with tf.Session() as session:
    for step in range(20):
        values = tf.constant(table)
        result = session.run(values)
    print(result.sum())
""",
        good="""\
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
table = np.zeros((512, 512), dtype="float32")
with tf.Session() as session:
    values = tf.constant(table)
    for step in range(20):
        result = session.run(values)
    print(result.sum())
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Offered where the array is the same in each pass: the constant is then made once. Where it changes, "
        "a placeholder is needed, and where to build on it is yours to say.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="An array of 1 MB as a constant in each pass: 5,316 KB a pass, 14.0 MB of graph after 14 passes; fed "
        "through a placeholder, or made a constant once: 0 KB a pass. A `tf.function` with the array inside: a graph "
        "of 1.0 MB, 0.0 MB with it as an argument (TensorFlow 2.21, CPU).",
    )  # fmt: skip
    visits = (ast.For, ast.AsyncFor, ast.While, ast.Call)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report constants of arrays in loops that run a session, and in traced functions."""
        if "tensorflow" not in model.frameworks:
            return
        if isinstance(node, ast.Call):
            yield from self._in_traced_function(node, model)
        elif isinstance(node, Loop) and not model.roles.is_test(node):
            for added in model.graph_growth.in_loop(node):
                if added.data is not None:
                    yield self._in_loop(added, node, model)

    def _in_loop(self, added: Addition, loop: Loop, model: Model) -> Finding:
        same = model.graph_growth.are_invariant([added], loop)
        cure = "Make it once, before the loop." if same else "Make a placeholder before the loop, and feed it."
        data = model.text(added.data) if added.data is not None else ""
        return self.finding(
            added.call,
            f"Each pass of this loop embeds a copy of `{data}` in the graph, as a constant that stays there: memory "
            f"grows by the size of the array, and the graph towards its limit of 2 GB. {cure}",
            related=(
                Related(model.loop_header(loop), "the loop that repeats it"),
                Related(span_of(added.run), "the session runs here"),
            ),
            assumptions=added.assumptions,
            fix=_moved(added, loop, model) if same else None,
        )

    # ------------------------------------------------------------ tf.function

    def _in_traced_function(self, node: ast.Call, model: Model) -> Iterator[Finding]:
        if not node.args or not isinstance(node.args[0], ast.Name):
            return
        if not model.knowledge.is_one_of(model.execution.operation(node), "graph constants"):
            return
        function = model.execution.function(node)
        array = node.args[0]
        if function is None or model.roles.is_test(node):
            return
        bindings = model.names.bindings(array.id, array)
        if len(bindings) != 1 or bindings[0].value is None or model.structure.inside(bindings[0].node, function):
            return
        if not _is_large(bindings[0].value, model):
            return
        name = function.name if isinstance(function, Function) else "lambda"
        yield self.finding(
            node,
            f"The array `{array.id}` becomes a constant in the graph of `{name}`: each trace embeds a copy, and so "
            "does a SavedModel. Pass it as an argument, or keep it in a `tf.Variable` that is not trained.",
            severity=Severity.HINT,
            related=(Related(span_of(bindings[0].node), "the array is made here, outside the function"),),
        )


def _moved(added: Addition, loop: Loop, model: Model) -> Fix | None:
    """The constant made once, above the loop."""
    statement = model.structure.statement(added.call)
    held = isinstance(statement, ast.Assign) and statement.value is added.call and statement in loop.body
    if held and statement is not None and model.unchanging.bound_name(statement) and len(loop.body) > 1:
        changes = tuple(edits.move_before(model.source, [statement], loop))
    elif held or model.names.bindings(_NAME, loop) or "\n" in model.text(added.call):
        return None
    else:
        above = tuple(edits.insert_line_before(model.source, loop, f"{_NAME} = {model.text(added.call)}"))
        changes = (*above, *edits.replace(added.call, _NAME)) if above else ()
    title = "Make the constant once, before the loop"
    if not changes:
        return None
    if added.assumptions:
        return Fix(title, Safety.UNSAFE, changes, f"only if {added.assumptions[0]}")
    return Fix(title, Safety.SAFE, changes)


def _is_large(made: ast.expr, model: Model) -> bool:
    """Whether an array is known to have many elements, or is read from a file."""
    if not isinstance(made, ast.Call):
        return False
    if isinstance(made.func, ast.Attribute) and made.func.attr in _KEEPING:
        return _is_large(made.func.value, model)
    if model.is_one_of(made.func, "arrays from files"):
        return True
    if model.is_one_of(made.func, "arrays of dimensions"):
        return _elements(made.args, model) >= _LARGE
    if not made.args or not model.is_one_of(made.func, "arrays of a shape"):
        return False
    shape = made.args[0]
    return _elements(shape.elts if isinstance(shape, ast.Tuple | ast.List) else [shape], model) >= _LARGE


def _elements(sizes: list[ast.expr], model: Model) -> int:
    """How many elements an array of such sizes has; 0 where that is not known."""
    known = [model.unchanging.constant(size) for size in sizes]
    return prod(size if isinstance(size, int) else 0 for size in known)
