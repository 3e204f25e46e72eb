"""tracing-inside-loop: one model, recorded again in every pass of a loop."""

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
from tensortidy.semantics import Answer, Function, Kind, Loop, Model, Recurrence
from tensortidy.source import Span

# A loop that runs so often warms up, or compares a few ways.
_FEW = 3
_NAME = "traced"


class TracingInsideLoop(Rule):
    """``torch.jit.trace(model, example)`` in the body of a loop, or in a forward pass."""

    card = Card(
        name="tracing-inside-loop",
        title="Tracing Inside Loop Without Cleanup",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor/Object Retention",
        summary="The same model is traced, scripted or exported again in every pass of a loop, or in every forward "
        "pass, and what was recorded is never given back.",
        explanation="""\
`torch.jit.trace(model, example)` runs the model, records every operation, and enters the code that it makes of them in
tables of the runtime. These tables are not garbage collected: when the traced module is gone, its code stays.
A loop that traces the same model with an example of the same shape makes the same code over and over, takes the
time of several forward passes for it, and grows by some hundred kilobytes a pass for a small model.

Trace once, before the loop. The traced module shares its parameters with the model, so it sees what an optimizer
does to them later; it does not see `train()`, `eval()`, or another structure.

`torch.compile` is kinder: it finds the code that it made for the same function. A call of it in a loop is shown as a
hint. Where many different models have to be exported, nothing can be moved, and nothing is reported; if memory
becomes short then, give each export a process of its own. `torch.jit` is deprecated since torch 2.9: for new code use
`torch.compile`, or `torch.export` where the model leaves Python.""",
        consequences=(
            "memory that grows with every pass and is never returned",
            "several forward passes for each trace",
        ),
        practices=("Trace once, outside of the loop.", "Export many models in a subprocess each."),
        bad="""\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))
model.eval()
example = torch.ones(1, 8)
for step in range(10):
    traced = torch.jit.trace(model, example)
    with torch.no_grad():
        print(step, traced(example * step).item())
""",
        good="""\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))
model.eval()
example = torch.ones(1, 8)
traced = torch.jit.trace(model, example)
for step in range(10):
    with torch.no_grad():
        print(step, traced(example * step).item())
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Unsafe where the model is trained in the loop, changes its mode there or may be in training mode, "
        "and where the example is drawn at random. There is none for batches of a data loader, or in a forward pass.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="60 passes over a model of three layers: 280 KB a pass and 1.83 s of CPU time with `torch.jit.trace` "
        "in the loop, 3.4 KB and 0.51 s with one trace; `torch.jit.script` 19 KB a pass, `torch.compile` 10 KB, as "
        "much as outside the loop (torch 2.13, CPU).",
    )
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a recording that does the same in every pass, and whose result nobody collects or saves."""
        if not isinstance(node, ast.Call) or not model.is_one_of(node.func, "recorders") or not node.args:
            return
        subject, statement = node.args[0], model.structure.statement(node)
        name, module = model.qualified(node.func), model.value(subject).is_a(Kind.MODULE)
        if name == "torch.jit.script" and module is not Answer.YES:
            return  # scripted functions are remembered
        if statement is None or isinstance(subject, ast.Call) or model.roles.is_test(node):
            return  # made on the spot, and so another one each time
        found = model.recurrences.of(node)
        loop = found.loop if found is not None else _loop_over_batches(node, model)
        forward = _forward_pass(node, subject, model) if loop is None else None
        around = Related(model.loop_header(loop), "every pass of this loop records it again") if loop else None
        if forward is not None:
            around = Related(Span(span_of(forward).start, span_of(forward.body[0]).start), "runs for every batch")
        if around is None or (loop is not None and _is_wanted(node, statement, loop, model)):
            return
        text, what = model.text(node.func), model.text(subject)
        where = "pass of the loop" if loop is not None else "forward pass"
        cost = "finds its compiled code again, at some cost" if name == "torch.compile" else "never gives its code back"
        made = model.last_assignment(subject)
        yield self.finding(
            node,
            f"`{text}` records `{what}` again in every {where}, and {cost}. Do it once, before.",
            related=(around, *([Related(span_of(made), f"`{what}` is made here, once")] if made else [])),
            severity=Severity.HINT if name == "torch.compile" else None,
            fix=_fix(found, statement, model) if found is not None else None,
        )


# ---------------------------------------------------------------- what repeats it


def _loop_over_batches(call: ast.Call, model: Model) -> Loop | None:
    """``for x, y in loader: traced = torch.jit.trace(model, x)``."""
    loop = model.structure.loop(call)
    if not isinstance(loop, ast.For) or len(call.args) != 2 or model.qualified(call.func) != "torch.jit.trace":
        return None
    subject, example = call.args
    if not isinstance(example, ast.Name) or model.recurrences.is_conditional(call, loop):
        return None
    from_loop = [model.structure.inside(item.node, loop.target) for item in model.names.bindings(example.id, example)]
    is_loader = model.value(loop.iter).is_a(Kind.LOADER) is Answer.YES
    return loop if is_loader and all(from_loop) and model.recurrences.is_same(subject, loop) else None


def _forward_pass(call: ast.Call, subject: ast.expr, model: Model) -> Function | None:
    """The ``forward`` of a module that records a part of it without any condition."""
    function, owner = model.structure.function(call), model.structure.class_of(call)
    if not isinstance(function, Function) or owner is None or function.name != "forward":
        return None
    if not model.text(subject).startswith("self.") or model.recurrences.is_conditional(call, function):
        return None
    return function if model.classes.is_module(owner) is Answer.YES else None


# ---------------------------------------------------------------- what is right


def _is_wanted(call: ast.Call, statement: ast.stmt, loop: Loop, model: Model) -> bool:
    """Whether each pass wants a recording of its own: to save it, to collect it, or to measure how long it takes."""
    block = list(model.structure.block(statement))
    before = block[: block.index(statement)][-1:]
    calls = [node for part in before for node in model.structure.walk(part) if isinstance(node, ast.Call)]
    if model.repetitions.is_few(loop, _FEW) or any(model.is_one_of(item.func, "clocks") for item in calls):
        return True
    if model.is_one_of(call.func, "exporters") and _trains(loop, model):
        return True
    if isinstance(statement, ast.Assign) and statement.value is call:
        [target, *others] = statement.targets
        if others or isinstance(target, ast.Subscript):
            return True
        reads = model.flow.reads(target.id, loop) if isinstance(target, ast.Name) else ()
        return any(_is_kept(read, model) for read in reads)
    return not (isinstance(statement, ast.Expr) and statement.value is call) and _is_kept(call, model)


def _is_kept(node: ast.expr, model: Model) -> bool:
    """``traced.save(path)``, ``torch.jit.save(traced, path)``, ``models.append(traced)``; not ``traced(x)``."""
    parent = model.structure.parent(node)
    call, given = (model.structure.parent(parent), parent) if isinstance(parent, ast.keyword) else (parent, node)
    if isinstance(parent, ast.Attribute):
        return "save" in parent.attr
    if not isinstance(call, ast.Call):
        return not isinstance(parent, ast.Compare | ast.If | ast.Expr)
    if call.func is node:
        return False
    name = model.qualified(call.func)
    if name is not None:
        return "save" in name or not model.is_one_of(call.func, "callers that keep")
    return not model.recurrences.leaves_alone(call, given)


def _trains(loop: Loop, model: Model) -> bool:
    return any(isinstance(node, ast.Call) and model.flow.trains(node) for node in model.structure.walk(loop))


# ---------------------------------------------------------------- the fix


def _fix(found: Recurrence, statement: ast.stmt, model: Model) -> Fix | None:
    """Record before the loop."""
    if not found.is_movable:
        return None
    changes: tuple[Edit, ...] = ()
    title = "Record once, before the loop"
    if getattr(statement, "value", None) is found.call:
        if model.recurrences.can_leave(statement, found.loop):
            changes = tuple(edits.move_before(model.source, [statement], found.loop))
    elif not model.names.bindings(_NAME, statement) and found.call.lineno == found.call.end_lineno:
        line = f"{_NAME} = {model.text(found.call)}"
        before = tuple(edits.insert_line_before(model.source, found.loop, line))
        changes = (*before, *edits.replace(found.call, _NAME)) if before else ()
    reason = _doubt(found, statement, model)
    return Fix(title, Safety.UNSAFE if reason else Safety.SAFE, changes, reason) if changes else None


def _doubt(found: Recurrence, statement: ast.stmt, model: Model) -> str:
    """Why the program might compute something else with one recording; empty where it cannot."""
    recurrences, loop = model.recurrences, found.loop
    subject = model.text(found.call.args[0])
    modes = [call for call in _mode_calls(subject, model) if call.lineno < found.call.lineno]
    if recurrences.may_be_skipped(statement, loop) or not recurrences.surely_runs(statement, loop):
        return "the loop may not come to it at all"
    if _trains(loop, model):
        return "the loop trains, and may change more of the model than its parameters"
    if any(model.structure.inside(call, loop) for call in _mode_calls(subject, model)):
        return f"the loop changes the mode of `{subject}`, which is recorded with it"
    if any(
        isinstance(node, ast.Call) and model.is_one_of(node.func, "random tensors")
        for node in model.structure.walk(found.call)
    ):
        return "the example is drawn at random each time, and later random numbers will be others"
    runs = model.is_one_of(found.call.func, "running recorders")
    is_evaluated = bool(modes) and isinstance(modes[-1].func, ast.Attribute) and modes[-1].func.attr == "eval"
    if runs and not is_evaluated and model.value(found.call.args[0]).kind is not Kind.FUNCTION:
        return f"`{subject}` may be in training mode, where every trace draws from dropout and moves batch statistics"
    return ""


def _mode_calls(subject: str, model: Model) -> list[ast.Call]:
    """``model.eval()`` and ``model.train()``, in order of place."""
    found: list[ast.Call] = []
    for method in ("eval", "train"):
        for read in model.structure.reads(method):
            call = model.structure.parent(read)
            if isinstance(read, ast.Attribute) and isinstance(call, ast.Call) and model.text(read.value) == subject:
                found.append(call)
    return sorted(found, key=lambda call: call.lineno)
