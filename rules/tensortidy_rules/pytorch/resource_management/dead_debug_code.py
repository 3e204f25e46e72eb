"""dead-debug-code: anomaly detection, profilers and breakpoints that stayed behind."""

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
    Tag,
    span_of,
)
from tensortidy.semantics import Function, Loop, Model, Phase
from tensortidy.source import Position, Span

_LAUNCH_BLOCKING = "CUDA_LAUNCH_BLOCKING"
# Code that says by its own name that it is there to look at a program.
_FOR_LOOKING = ("debug", "profil", "bench", "anomal", "trace")
# Determinism is asked for with the same variable, on purpose.
_DETERMINISM = frozenset({"torch.use_deterministic_algorithms", "torch.set_deterministic"})


class DeadDebugCode(Rule):
    """A debugging aid is switched on where nothing but an edit can switch it off."""

    card = Card(
        name="dead-debug-code",
        title="Dead Code",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor/Object Retention",
        summary="Anomaly detection, a profiler, a breakpoint or `CUDA_LAUNCH_BLOCKING` was left switched on.",
        explanation="""\
Four aids for a day's debugging, and what they cost when they stay:

- **Anomaly detection** records a stack trace for every operation of the forward pass and looks for NaN after every
  step of the backward pass. Each step takes a multiple of its time.
- **A profiler without a `schedule`** keeps an event for every operation until its block ends: around a training
  loop that is memory that grows with every step.
- **A breakpoint** waits for somebody at a terminal; in a job on a cluster nobody comes.
- **`CUDA_LAUNCH_BLOCKING=1`** makes the CPU wait for each kernel, so that nothing overlaps any more.

Remove them, or put them behind a flag: `if args.debug:` is not reported, nor is what is switched off again, a
profiler with a schedule, or code that is there to profile or debug and says so in its name. `detect_anomaly()` without
`with` does nothing at all.""",
        consequences=("training takes several times as long", "memory that grows with each profiled step"),
        practices=("Remove debugging aids before the real run, or put them behind a flag that is off by default.",),
        bad="""\
import torch
from torch import nn

torch.autograd.set_detect_anomaly(True)
model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(100):
    optimizer.zero_grad()
    loss = model(torch.randn(8, 4)).pow(2).mean()
    loss.backward()
    optimizer.step()
print(f"{loss.item():.6f}")
""",
        good="""\
import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(100):
    optimizer.zero_grad()
    loss = model(torch.randn(8, 4)).pow(2).mean()
    loss.backward()
    optimizer.step()
print(f"{loss.item():.6f}")
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Safe for a `set_detect_anomaly(True)` at the top level of a file: as long as no gradient is NaN, all "
        "numbers are the same. Everywhere else somebody may be debugging at this moment.",
        severity=Severity.INFORMATION,
        confidence=Confidence.MEDIUM,
        evidence="20 layers, CPU time of a step: 6.2 ms, with anomaly detection 25.9 ms. Memory that each step adds: "
        "782 KB under a profiler around the whole loop, 102 KB under one with a schedule (torch 2.13, CPU).",
    )
    visits = (ast.Expr, ast.With, ast.Assign)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report aids that no condition, test or counterpart switches off."""
        if isinstance(node, ast.With):
            yield from self._block(node, model)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield from self._call(node, node.value, model)
        elif isinstance(node, ast.Assign):
            yield from self._variable(node, model)

    # ------------------------------------------------------------ the four aids

    def _call(self, node: ast.Expr, call: ast.Call, model: Model) -> Iterator[Finding]:
        if _is_breakpoint(call, model):
            meant = any(not _looks_at_numbers(test, model) for test in model.guards.conditions(node))
            if not meant and not model.guards.handles_failure(node) and not _is_for_looking(node, model):
                yield self.finding(
                    node,
                    f"`{model.text(call)}` stops the program here until somebody types at its terminal: a job without "
                    "one fails or hangs. Remove it.",
                    fix=self._fix(node, model, "the program no longer stops here"),
                    tags=(Tag.UNNECESSARY,),
                )
        elif _switches_anomaly_detection(call, model) and "set_detect" in (model.qualified(call.func) or ""):
            if _is_certain(node, model) and not _is_switched_off(call, model):
                at_top = model.structure.parent(node) is model.module
                yield self.finding(
                    node,
                    "Anomaly detection is on for the whole program: every forward operation records a stack trace, "
                    "every backward pass looks for NaN, and each step takes a multiple of its time. Remove it, or "
                    "switch it on by a flag.",
                    fix=self._fix(node, model, "" if at_top else "somebody may be looking for a NaN"),
                )

    def _block(self, node: ast.With, model: Model) -> Iterator[Finding]:
        for item in node.items:
            call = item.context_expr
            if not isinstance(call, ast.Call) or not _is_certain(node, model):
                continue
            if _switches_anomaly_detection(call, model):
                passes = [found for part in model.flow.reached(node) for found in model.gradients.passes(part)]
                if passes:
                    yield self.finding(
                        call,
                        "Anomaly detection is on around this backward pass: every forward operation records a stack "
                        "trace, and each step takes a multiple of its time. Take the block out of it, or switch it on "
                        "by a flag.",
                        related=(Related(span_of(passes[0]), "the backward pass that it slows down"),),
                        fix=self._unwrapped(node, item, model),
                    )
            elif model.is_one_of(call.func, "profilers") and not _is_bounded(call):
                loop = _long_training(node, model)
                if loop is not None:
                    yield self.finding(
                        call,
                        "This profiler has no `schedule`: it keeps an event for every operation of every step until "
                        "the loop has ended. Remove it, or give it a schedule that looks at a few steps.",
                        related=(Related(model.loop_header(loop), "the loop that it records from end to end"),),
                        fix=self._unwrapped(node, item, model),
                    )

    def _variable(self, node: ast.Assign, model: Model) -> Iterator[Finding]:
        if not _sets_launch_blocking(node, "1", model) or not _is_certain(node, model):
            return
        everywhere = model.structure.nodes(ast.Assign)
        restored = any(_sets_launch_blocking(other, "0", model) for other in everywhere)
        scope = model.structure.function(node) or model.module
        deterministic = any(
            isinstance(other, ast.Call) and model.qualified(other.func) in _DETERMINISM
            for other in model.structure.nodes_of(scope)
        )
        if not restored and not deterministic:
            yield self.finding(
                node,
                f"`{_LAUNCH_BLOCKING}=1` makes the CPU wait for every kernel of the GPU, so that nothing overlaps. Set "
                "it in the shell on the day that you need it, and not here.",
                fix=self._fix(node, model, "an error inside a kernel is then reported at a later line"),
            )

    # ------------------------------------------------------------ fixes

    @staticmethod
    def _fix(node: ast.stmt, model: Model, reason: str) -> Fix | None:
        changes = tuple(_removed(node, model))
        safety = Safety.UNSAFE if reason else Safety.SAFE
        return Fix(f"Remove `{model.text(node)}`", safety, changes, reason) if changes else None

    @staticmethod
    def _unwrapped(node: ast.With, item: ast.withitem, model: Model) -> Fix | None:
        if item.optional_vars is not None:
            return None  # what was found is read
        if len(node.items) > 1:
            spans = [
                Span(span_of(i.context_expr).start, span_of(i.optional_vars or i.context_expr).end) for i in node.items
            ]
            at = node.items.index(item)
            gone = Span(spans[at].start, spans[1].start) if at == 0 else Span(spans[at - 1].end, spans[at].end)
            changes: tuple[Edit, ...] = (Edit(gone, ""),)
        else:
            changes = tuple(edits.unwrap(model.source, node))
        title = f"Take the block out of `{model.text(item.context_expr)}`"
        return Fix(title, Safety.UNSAFE, changes, "somebody may be debugging here") if changes else None


def _removed(node: ast.stmt, model: Model) -> Iterator[Edit]:
    """The statement goes, with ``import pdb`` before it where nothing else needs that; ``pass`` keeps its block."""
    block = list(model.structure.block(node))
    gone = [node]
    at = block.index(node)
    before = block[at - 1] if at else None
    if isinstance(before, ast.Import) and len(before.names) == 1:
        name = before.names[0].asname or before.names[0].name
        if len(model.structure.reads(name)) == 1 and model.structure.inside(model.structure.reads(name)[0], node):
            gone.insert(0, before)
    whole = Span(span_of(gone[0]).start, span_of(node).end)
    start = model.source.line(whole.start.line)[: whole.start.column]
    rest = model.source.line(whole.end.line)[whole.end.column :].strip()
    if start.strip() or (rest and not rest.startswith("#")):
        return
    if len(block) == len(gone):
        yield Edit(whole, "pass")
    elif len(gone) == 1:
        yield from edits.delete_statement(model.source, node)
    elif rest or whole.end.line == model.source.line_count:
        yield Edit(whole, "")
    else:
        yield Edit(Span(Position(whole.start.line, 0), Position(whole.end.line + 1, 0)), "")


def _is_certain(node: ast.stmt, model: Model) -> bool:
    """Whether a statement runs whenever its code does, and is not there to look at a program."""
    guards = model.guards
    return not (
        guards.is_conditional(node)
        or guards.handles_failure(node)
        or guards.is_switch(node)
        or model.roles.is_test(node)
        or _is_for_looking(node, model)
    )


def _is_for_looking(node: ast.AST, model: Model) -> bool:
    if model.roles.is_test(node):
        return True
    names = [
        outer.name.lower() for outer in model.structure.ancestors(node) if isinstance(outer, Function | ast.ClassDef)
    ]
    return any(word in name for name in names for word in _FOR_LOOKING)


def _is_breakpoint(call: ast.Call, model: Model) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Call(func=function, args=[ast.Constant(value=str(module))]), attr=method):
            if model.qualified(function) == "__import__":  # __import__("pdb").set_trace()
                return model.knowledge.is_one_of(f"{module}.{method}", "breakpoints")
    return model.is_one_of(call.func, "breakpoints")


def _looks_at_numbers(test: ast.expr, model: Model) -> bool:
    """``torch.isnan(loss).any()``: a condition that no setting decides."""
    calls = [part for part in ast.walk(test) if isinstance(part, ast.Call)]
    return any((model.qualified(call.func) or "").startswith(("torch.is", "math.is", "numpy.is")) for call in calls)


def _switches_anomaly_detection(call: ast.Call, model: Model) -> bool:
    if not model.is_one_of(call.func, "anomaly detection"):
        return False
    return "set_detect" not in (model.qualified(call.func) or "") or _given(call) is True


def _given(call: ast.Call) -> object:
    """What is given as ``mode``, where it is written out."""
    given = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    return given[0].value if given and isinstance(given[0], ast.Constant) else None


def _is_switched_off(call: ast.Call, model: Model) -> bool:
    """Whether the file also says ``set_detect_anomaly(False)``: then it is on for a while only."""
    name = model.qualified(call.func)
    others = [node for node in model.structure.nodes(ast.Call) if isinstance(node, ast.Call)]
    return any(model.qualified(other.func) == name and _given(other) is False for other in others)


def _is_bounded(profiler: ast.Call) -> bool:
    """``schedule=…`` records a few steps, ``enabled=…`` is a flag."""
    return bool(profiler.args) or any(item.arg in ("schedule", "enabled", None) for item in profiler.keywords)


def _long_training(node: ast.With, model: Model) -> Loop | None:
    """A loop in a block that trains, and that nothing ends after a few steps."""
    for loop in model.structure.walk(node):
        if isinstance(loop, Loop) and model.phases.phase(loop)[0] is Phase.TRAINING:
            ends = any(isinstance(part, ast.Break) for part in model.structure.walk(loop))
            return None if ends or model.repetitions.is_few(loop, 20) else loop
    return None


def _sets_launch_blocking(node: ast.AST, value: str, model: Model) -> bool:
    match node:
        case ast.Assign(
            targets=[ast.Subscript(value=holder, slice=ast.Constant(value=name))], value=ast.Constant(value=given)
        ):
            return name == _LAUNCH_BLOCKING and str(given) == value and model.qualified(holder) == "os.environ"
    return False
