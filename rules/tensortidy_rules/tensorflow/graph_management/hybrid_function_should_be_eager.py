"""hybrid-function-should-be-eager: a graph function that is traced again and again, or that computes nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tensortidy.graph_edits import function_edits
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
from tensortidy.semantics import LiteralCall, Model, Transformation, Verdict

_SHOWN = 8  # calls that are pointed out
_SLOWER = "where the values stay the few that they are, it runs slower from then on"


class HybridFunctionShouldBeEager(Rule):
    """``@tf.function`` over a function that is called with Python numbers, ``torch.compile`` likewise."""

    card = Card(
        name="hybrid-function-should-be-eager",
        title="Graph Function Should Be Eager",
        frameworks=(Framework.TENSORFLOW, Framework.TORCH),
        category="Graph Management",
        subcategory="Graph Execution",
        summary="A graph function is traced anew for each Python value that it is given, or has no tensors.",
        explanation="""\
`tf.function` keeps one graph for each kind of tensors that it is called with, and one for **each value** of everything
else. A Python number that changes from call to call makes it trace anew each time, which takes longer than running
eagerly, and the graphs stay in memory. Hand the number over as a tensor (`tf.constant(step)`) where the function needs
no Python number; else run the function eagerly, and make graph functions of the parts that only need tensors. The calls
that hand literals over are shown beside the finding. Booleans are not counted, for there are two of them, and neither
is one value that stays the same.

A graph function that computes nothing with tensors gains nothing by its graph, and pays for tracing.

PyTorch is kinder. `torch.compile` compiles a function anew for the second number, and then once for all further
ones. But where the function counts to the number (`for _ in range(steps)`), each one is compiled, and after eight
(`torch._dynamo.config.recompile_limit`) the function runs without having been compiled at all. `torch.jit.trace` takes
tensors only, and raises a `RuntimeError` where an example is a number.""",
        consequences=("each call is slower than the eager function", "graphs that stay in memory"),
        practices=(
            "Hand numbers that change to graph functions as tensors.",
            "Keep what only Python needs, such as a step's number, out of graph functions.",
        ),
        bad="""\
import tensorflow as tf


@tf.function
def scaled(x, factor):
    return x * factor


for step in range(4):
    print(scaled(tf.ones(3), step).shape)
""",
        good="""\
import tensorflow as tf


def scaled(x, factor):
    return x * factor


for step in range(4):
    print(scaled(tf.ones(3), step).shape)
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="Taking the decorator away is one of two ways: where the body is large, hand over tensors instead. "
        "There is none for PyTorch.",
        severity=Severity.INFORMATION,
        confidence=Confidence.MEDIUM,
        evidence="100 calls with another Python number each: 100 traces and 5.5 s as a graph function, 0.22 s eagerly; "
        "one trace where the numbers come as tensors (TensorFlow 2.21, CPU). `torch.compile`: 2 compilations for 20 "
        "numbers, 8 where the function counts to them, and then none (torch 2.13, CPU).",
        see_also=("eager-function-could-be-hybrid", "hybrid-function-side-effects"),
    )
    visits = (ast.FunctionDef, ast.Call)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report graph functions of TensorFlow, and calls of compiled or recorded ones of PyTorch."""
        if isinstance(node, ast.FunctionDef) and "tensorflow" in model.frameworks:
            yield from self._of_tensorflow(node, model)
        elif isinstance(node, ast.Call) and "torch" in model.frameworks:
            yield from self._of_torch(node, model)

    def _of_tensorflow(self, node: ast.FunctionDef, model: Model) -> Iterator[Finding]:
        verdict = model.graph_functions.verdict(node)
        if verdict is None or not verdict.is_refactorable or not verdict.is_called:
            return
        if Transformation.TO_EAGER not in verdict.transformations:
            return
        told = _told(node.name, verdict)
        if not told or model.graph_functions.is_in_test or model.roles.is_test(node):
            return
        changes = tuple(function_edits(model.source, model.module, node, verdict))
        yield self.finding(
            model.function_name(node),
            told,
            related=tuple(_related(verdict)),
            assumptions=verdict.assumptions,
            fix=Fix("Convert to an eager function", Safety.UNSAFE, changes, _SLOWER) if changes else None,
        )

    def _of_torch(self, call: ast.Call, model: Model) -> Iterator[Finding]:
        recorded = model.recorded_functions
        for literal in recorded.literals(call):
            yield self.finding(
                literal,
                f"`torch.jit.trace` takes tensors only, and raises for `{model.text(literal)}`. Bind it before: trace "
                "`functools.partial`, or a function that knows it.",
                severity=Severity.WARNING,
            )
        function = recorded.compiled(call)
        found = recorded.unrolled(call, function) if function is not None else None
        if function is not None and found is not None:
            name, loop = found
            yield self.finding(
                call,
                f"`{function.name}` counts to `{name}`, and is compiled anew for each number that it is given; after "
                "eight of them it runs without being compiled. Leave the counting to the caller.",
                related=(Related(model.loop_header(loop), "each pass hands over another number"),
                         Related(span_of(function), f"`{name}` is counted to in here")),
            )  # fmt: skip


def _told(name: str, verdict: Verdict) -> str:
    """What is wrong with a graph function, in words; empty where nothing is."""
    if verdict.computes is False:
        return (
            f"`{name}` is a graph function and computes nothing with tensors: it is traced for nothing. Take "
            "`@tf.function` away."
        )
    changing = _changing(verdict.literals)
    if not changing:
        return ""
    given = ", ".join(f"`{parameter}`" for parameter in changing)
    return (
        f"`{name}` is traced anew for each Python value that it is given for {given}, which takes longer than running "
        "it eagerly. Hand over tensors, or take `@tf.function` away."
    )


def _changing(calls: Sequence[LiteralCall]) -> list[str]:
    """The parameters that are given several Python values."""
    parameters = dict.fromkeys(call.parameter for call in calls)
    return [name for name in parameters if _is_changing([call for call in calls if call.parameter == name])]


def _is_changing(calls: Sequence[LiteralCall]) -> bool:
    return any(call.varies for call in calls) or len({call.value for call in calls if call.value}) > 1


def _related(verdict: Verdict) -> Iterator[Related]:
    """The calls that hand Python values over."""
    calls = list(dict.fromkeys(verdict.literals))
    for call in calls[:_SHOWN]:
        what = f"`{call.value}`" if call.value else "another value in each pass" if call.varies else "a Python value"
        path = None if call.path == verdict.path else str(call.path)
        yield Related(call.span, f"hands over {what} for `{call.parameter}`", path)
