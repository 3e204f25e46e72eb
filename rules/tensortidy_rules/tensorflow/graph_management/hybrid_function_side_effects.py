"""hybrid-function-side-effects: what Python does in a graph function happens only while it is traced."""

from __future__ import annotations

import ast
from collections.abc import Iterator

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
from tensortidy.semantics import Function, Model, Verdict, is_print

_PRINTS = "it prints at each call from then on, and to standard error"
_SHOWN = 4  # further effects that are pointed out


class HybridFunctionSideEffects(Rule):
    """``print`` and ``losses.append`` under ``@tf.function``, and in what ``torch.jit.trace`` records."""

    card = Card(
        name="hybrid-function-side-effects",
        title="Side Effects in a Graph Function",
        frameworks=(Framework.TENSORFLOW, Framework.TORCH),
        category="Graph Management",
        subcategory="Graph Execution",
        summary="A graph function prints, or changes Python objects, which happens only while it is traced.",
        explanation="""\
Under `@tf.function` Python runs only while the function is traced: for the first call, and again for tensors of another
kind or other Python values. All further calls run the graph, in which there are TensorFlow's operations and nothing
else. A `print` tells the first step and stays silent; a list gets one element, and that is a symbolic tensor without a
value, which keeps the graph alive; a counter stays at one.

`tf.print` prints at each call. What is to be counted or collected is returned, or kept in a `tf.Variable` or a metric.
A `print` that says that the function is being traced ("Tracing …") is meant so, and is not reported.

`torch.jit.trace` is the same in PyTorch: it runs the function while it records it, once and a few times more to check
the record, and what Python does in it never happens again. `torch.compile` is not: it does what Python does at each
call, and nothing is reported. Neither is anything under `torch.jit.script`, which prints at each call and refuses
what it cannot do.""",
        consequences=("output and counts that are missing after the first call", "symbolic tensors in Python's lists"),
        practices=(
            "Return what is to be kept; use `tf.print`, `tf.Variable` and metrics inside of graph functions.",
            "Keep bookkeeping of Python's out of functions that are traced.",
        ),
        bad="""\
import tensorflow as tf


@tf.function
def double(x):
    print("doubling")
    return x * 2


for step in range(3):
    double(tf.constant(1.0))
""",
        good="""\
import tensorflow as tf


@tf.function
def double(x):
    tf.print("doubling")
    return x * 2


for step in range(3):
    double(tf.constant(1.0))
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="`tf.print` prints at each call, where `print` printed once; and it writes to standard error unless "
        "told otherwise. There is none for other side effects, for what is to become of them is yours to say.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="50 calls append 50 elements to a list eagerly, and 1 as a graph function (TensorFlow 2.21). Three "
        "calls of what `torch.jit.trace` recorded print nothing; under `torch.compile` each call prints and appends, "
        "also with `fullgraph=True` (torch 2.13).",
        see_also=("eager-function-could-be-hybrid",),
    )
    visits = (ast.FunctionDef, ast.Call)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report what happens only while a function is traced."""
        if isinstance(node, ast.FunctionDef) and "tensorflow" in model.frameworks:
            yield from self._of_tensorflow(node, model)
        elif isinstance(node, ast.Call) and "torch" in model.frameworks:
            yield from self._of_torch(node, model)

    def _of_tensorflow(self, node: ast.FunctionDef, model: Model) -> Iterator[Finding]:
        verdict = model.graph_functions.verdict(node)
        if verdict is None or not verdict.hybrid or not verdict.side_effects or model.roles.is_test(node):
            return
        for call in model.structure.nodes_of(node):
            if isinstance(call, ast.Call) and is_print(call, model.names):
                yield self.finding(
                    call,
                    f"`print` runs only while `{node.name}` is traced, and not at each call of it: the graph does not "
                    "know it. Use `tf.print`, which is part of the graph.",
                    related=(Related(model.function_name(node), "this runs as a graph"),),
                    assumptions=verdict.assumptions,
                    fix=_fix(call, model),
                )
        effect = _effect(node, verdict, model)
        if effect:
            yield self.finding(
                model.function_name(node),
                f"`{node.name}` runs as a graph, and what Python does in it happens only while it is traced: it "
                f"{effect}. Return the value, or keep it in a `tf.Variable`.",
                related=tuple(
                    Related(span_of(item.node), f"{item.what} here")
                    for item in model.recorded_functions.effects(node)
                    if item.what != "prints"
                )[:_SHOWN],
                assumptions=verdict.assumptions,
            )

    def _of_torch(self, call: ast.Call, model: Model) -> Iterator[Finding]:
        function = model.recorded_functions.traced(call)
        found = list(model.recorded_functions.effects(function)) if isinstance(function, Function) else []
        if not found or function is None:
            return
        yield self.finding(
            call,
            f"`torch.jit.trace` keeps the operations on tensors only: `{function.name}` {found[0].what} while it is "
            "recorded, and never again when the record runs. Return what is to be kept, or use `torch.compile`.",
            related=tuple(Related(span_of(item.node), f"{item.what} here") for item in found[:_SHOWN]),
        )


def _effect(node: ast.FunctionDef, verdict: Verdict, model: Model) -> str:
    """What a graph function changes, in words; empty where it changes nothing for certain.

    Where nothing is known to call it, only what stands in it is certain.
    """
    own = [item for item in model.recorded_functions.effects(node) if item.what != "prints"]
    if verdict.is_called and not verdict.side_effect.startswith(("prints", "assigns the attribute")):
        return verdict.side_effect
    return own[0].what if own else ""


# ---------------------------------------------------------------- the fix


def _fix(call: ast.Call, model: Model) -> Fix | None:
    """``print(f"loss {loss}")`` → ``tf.print("loss ", loss, sep="")``; None where a text is put together otherwise."""
    library, missing = model.library("tensorflow", call)
    if missing or any(keyword.arg not in ("sep", "end") for keyword in call.keywords):
        return None
    if any(_is_put_together(part) for item in call.args for part in ast.walk(item)):
        parts = _parts(call, model)
        if parts is None:
            return None
        arguments = ", ".join((*parts, 'sep=""'))
        changes = (Edit(span_of(call), f"{library}.print({arguments})"),)
    else:
        changes = (Edit(span_of(call.func), f"{library}.print"),)
    return Fix("Use `tf.print`", Safety.UNSAFE, changes, _PRINTS)


def _is_put_together(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
    called = node.func if isinstance(node, ast.Call) else None
    made = isinstance(called, ast.Attribute) and called.attr in ("format", "join", "numpy")
    return isinstance(node, ast.JoinedStr) or is_text or made


def _parts(call: ast.Call, model: Model) -> list[str] | None:
    """The parts of the one f-string that is printed, where it formats nothing."""
    if len(call.args) != 1 or call.keywords or not isinstance(call.args[0], ast.JoinedStr):
        return None
    found: list[str] = []
    for part in call.args[0].values:
        if isinstance(part, ast.Constant):
            found.append('"' + str(part.value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"')
        elif isinstance(part, ast.FormattedValue) and part.format_spec is None and part.conversion == -1:
            if any(_is_put_together(item) for item in ast.walk(part.value)):
                return None
            found.append(ast.unparse(part.value))
        else:
            return None
    return found
