"""recursive-hybrid-function: a graph function that calls itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.rule import Card, Confidence, Finding, FixSafety, Framework, Rule, Severity
from tensortidy.semantics import Model


class RecursiveHybridFunction(Rule):
    """``@tf.function`` over a function that calls itself."""

    card = Card(
        name="recursive-hybrid-function",
        title="Recursive Graph Function",
        frameworks=(Framework.TENSORFLOW,),
        category="Graph Management",
        subcategory="Graph Execution",
        summary="A graph function calls itself, directly or through others: tracing it does not come to an end.",
        explanation="""\
While a function is traced there are no values yet. A condition on a tensor, `if n <= 1:`, becomes an operation of the
graph with both branches in it, and both are traced: the one that calls the function again is traced without end, until
Python gives up (`RecursionError`). Graphs have no recursion.

Where a Python number says how deep the function goes (`n - 1` with `n = 5`), tracing does end, with one trace and one
graph for each depth. This is told as information.

Make it a loop: `while` over tensors becomes `tf.while_loop`. Or take the decorator away, and let what is called at
the ends of the recursion be a graph function.""",
        consequences=("the first call raises an error, or each depth is traced of its own",),
        practices=("Write loops where a graph is to be made of them.", "Leave recursive functions eager."),
        bad="""\
import tensorflow as tf


@tf.function
def factorial(n):
    if n <= 1:
        return tf.constant(1)
    return n * factorial(n - 1)


try:
    print(factorial(tf.constant(5)))
except Exception as error:
    print(type(error).__name__)
""",
        good="""\
import tensorflow as tf


@tf.function
def factorial(n):
    found = tf.constant(1)
    while n > 1:
        found *= n
        n -= 1
    return found


print(factorial(tf.constant(5)))
""",
        fix_safety=FixSafety.NONE,
        fix_note="Which loop does the same is yours to say.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="A recursion over a tensor raises an error as it is traced; one over a Python number, 12 deep, is "
        "traced 13 times, and a loop once (TensorFlow 2.21, CPU).",
        see_also=("hybrid-function-should-be-eager",),
    )
    visits = (ast.FunctionDef,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a graph function with a tensor parameter that leads to itself."""
        if not isinstance(node, ast.FunctionDef) or "tensorflow" not in model.frameworks:
            return
        verdict = model.graph_functions.verdict(node)
        if verdict is None or not verdict.hybrid or not verdict.recursive or not verdict.tensor_parameter:
            return
        if model.roles.is_test(node):
            return
        if verdict.literal_parameter:
            yield self.finding(
                model.function_name(node),
                f"`{node.name}` is a graph function and calls itself, directly or through others: it is traced anew "
                "for each depth where a Python number ends it, and never stops where a tensor should. Make it a loop.",
                assumptions=verdict.assumptions,
                severity=Severity.INFORMATION,
            )
            return
        yield self.finding(
            model.function_name(node),
            f"`{node.name}` is a graph function and calls itself, directly or through others: a condition on tensors "
            "has no value while it is traced, so that tracing does not end. Make it a loop, or take `@tf.function` "
            "away.",
            assumptions=verdict.assumptions,
        )
