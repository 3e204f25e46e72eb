"""unbounded-graph-expansion: a loop that adds to the graph in each pass, and a tf.function that is made anew."""

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
from tensortidy.semantics import Addition, Function, Loop, Model

_NAME = "operation"
_SHOWN = 3  # further operations that are pointed out
_RANDOM = ("random", "dropout", "truncated_normal", "shuffle", "multinomial")
_DRAWS = "one operation goes on with its random numbers, where each new one began with its own"
_KNOWS = "an initializer knows the variables that exist where it is made"
_TRACED_ONCE = "what the function does in Python, such as print, then happens once, as it is traced"


class UnboundedGraphExpansion(Rule):
    """``session.run(tf.norm(w))`` in a loop, and ``tf.function(…)`` made in each pass."""

    card = Card(
        name="unbounded-graph-expansion",
        title="Unbounded Graph Expansion",
        frameworks=(Framework.TENSORFLOW,),
        category="Graph Management",
        subcategory="Improper Graph Reuse",
        summary="A loop adds operations to the graph in each pass, or makes the same `tf.function` anew.",
        explanation="""\
In TensorFlow 1, `tf.norm(w)` computes nothing. It adds an operation to the default graph, and the operation stays
there for as long as the graph does: nothing removes it, neither `del` nor the garbage collector nor closing the
session. A loop that calls `tf.` functions, assigns variables (`w.assign(…)` is an operation too), asks for
`iterator.get_next()` or for an initializer adds a few more in each pass. Memory grows without end, and since a graph
that has changed is prepared anew, each `session.run` is slower than the last.

Build the graph once, before the loop. What changes from pass to pass comes in through a placeholder:
`assign = w.assign(value)` above the loop, `session.run(assign, {value: …})` inside. Where each pass really needs other
operations, give it a graph of its own: `with tf.Graph().as_default():`. To find such places in a program of yours, call
`tf.get_default_graph().finalize()` before the loop: whatever adds an operation then raises an error.

TensorFlow 2 computes at once and has no graph that could grow, but it has functions that are traced.
`tf.function(f)`, or a decorated `def`, inside a loop is a new function in each pass, which is traced from scratch each
time it is made. Make it once.

A loop that only builds a network and runs nothing is how networks are built, and is not reported.""",
        consequences=("memory grows with every pass", "each `session.run` is slower than the one before"),
        practices=(
            "Build operations before the loop, and feed what changes through placeholders.",
            "Call `tf.get_default_graph().finalize()` once the graph is built.",
            "Make a `tf.function` once, at the top level of the module.",
        ),
        bad="""\
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
weights = tf.get_variable("weights", (4, 4), initializer=tf.ones_initializer())
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for step in range(100):
        size = session.run(tf.norm(weights))
    print(size)
""",
        good="""\
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
weights = tf.get_variable("weights", (4, 4), initializer=tf.ones_initializer())
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    operation = tf.norm(weights)
    for step in range(100):
        size = session.run(operation)
    print(size)
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Offered where the operation is made of the same things in each pass. What depends on the pass needs "
        "a placeholder, which is yours to place. Random operations, initializers and traced functions are moved only "
        "when asked.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="200 steps with one operation built in each: 828 operations in the graph, 69.6 KB a step, 4.6 s of "
        "CPU time; built once: 16, 0.0 KB, 1.0 s. 60 functions traced in a loop and kept: 121.2 KB each "
        "(TensorFlow 2.21, CPU).",
    )  # fmt: skip
    visits = (ast.For, ast.AsyncFor, ast.While, ast.FunctionDef, ast.AsyncFunctionDef)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report loops, and functions that a loop calls, that add to a graph each time."""
        if "tensorflow" not in model.frameworks or model.roles.is_test(node):
            return
        if isinstance(node, Function):
            yield from self._in_function(node, model)
        elif isinstance(node, Loop):
            yield from self._in_loop(node, model)
            yield from self._traced(node, model)

    # ------------------------------------------------------------ operations

    def _in_loop(self, loop: Loop, model: Model) -> Iterator[Finding]:
        added = model.graph_growth.in_loop(loop)
        reported = [item for item in added if item.data is None]
        if not reported:
            return
        same = model.graph_growth.are_invariant(added, loop)
        yield self._finding(
            reported,
            model,
            "Each pass of this loop adds",
            "before the loop" + ("" if same else ", and feed what changes through a placeholder"),
            Related(model.loop_header(loop), "the loop that repeats it"),
            self._moved(added, loop, model),
        )

    def _in_function(self, function: Function, model: Model) -> Iterator[Finding]:
        added, call = model.graph_growth.in_function(function)
        if not added or call is None:
            return
        yield self._finding(
            added,
            model,
            f"Each call of `{function.name}` adds",
            "and feed what changes through a placeholder, or give each call its own graph with "
            "`with tf.Graph().as_default():`",
            Related(span_of(call), "a loop calls it here"),
            None,
        )

    def _finding(
        self, added: list[Addition], model: Model, start: str, where: str, cause: Related, fix: Fix | None
    ) -> Finding:
        first, *more = added
        return self.finding(
            first.call,
            f"{start} `{model.text(first.call.func)}` to the graph, where it stays: memory grows, and each run of the "
            f"session is slower, for a graph that has changed is prepared anew. Build it once, {where}.",
            related=(
                cause,
                *(Related(span_of(item.call), "this is added as well") for item in more[:_SHOWN]),
                Related(span_of(first.run), "the session runs it here"),
            ),
            assumptions=first.assumptions,
            fix=fix,
        )

    @staticmethod
    def _moved(added: list[Addition], loop: Loop, model: Model) -> Fix | None:
        """Everything that is added, made once above the loop; None where something of it depends on the pass."""
        if not model.graph_growth.are_invariant(added, loop):
            return None
        statements: list[ast.stmt] = []
        for item in added:
            statement = model.structure.statement(item.call)
            held = isinstance(statement, ast.Assign) and statement.value is item.call and statement in loop.body
            if held and statement is not None and model.unchanging.bound_name(statement):
                statements.append(statement)
        if len(statements) == len(added) < len(loop.body):
            changes = tuple(edits.move_before(model.source, statements, loop))
        elif len(added) == 1 and not model.names.bindings(_NAME, loop) and "\n" not in model.text(added[0].call):
            call = added[0].call
            above = tuple(edits.insert_line_before(model.source, loop, f"{_NAME} = {model.text(call)}"))
            changes = (*above, *edits.replace(call, _NAME)) if above else ()
        else:
            return None
        return _fix("Build it once, before the loop", changes, _reason(added, model)) if changes else None

    # ------------------------------------------------------------ tf.function

    def _traced(self, loop: Loop, model: Model) -> Iterator[Finding]:
        for made in model.graph_growth.traced_in(loop):
            statement = made if isinstance(made, Function) else model.structure.statement(made)
            name = made.name if isinstance(made, Function) else model.text(made.args[0])
            name = name if "\n" not in name else "…"
            fix = None
            alone = isinstance(made, Function) or model.unchanging.bound_name(statement) is not None
            if statement is not None and alone and statement in loop.body and len(loop.body) > 1:
                changes = tuple(edits.move_before(model.source, [statement], loop))
                fix = _fix("Make it once, before the loop", changes, _TRACED_ONCE) if changes else None
            yield self.finding(
                made.decorator_list[0] if isinstance(made, Function) else made,
                f"Each pass of this loop makes a new `tf.function` of `{name}`, which is traced from scratch: the work "
                "of building its graph is done again each time. Make it once, before the loop.",
                related=(Related(model.loop_header(loop), "nothing in the function depends on the pass"),),
                fix=fix,
            )


def _fix(title: str, changes: tuple[Edit, ...], reason: str) -> Fix:
    return Fix(title, Safety.UNSAFE, changes, reason) if reason else Fix(title, Safety.SAFE, changes)


def _reason(added: list[Addition], model: Model) -> str:
    """Why the program may do something else once the operations are made before the loop; empty where it does not."""
    if any(word in model.text(item.call) for item in added for word in _RANDOM):
        return _DRAWS
    if any(model.knowledge.is_one_of(item.operation, "initializers of variables") for item in added):
        return _KNOWS
    return f"only if {added[0].assumptions[0]}" if added[0].assumptions else ""
