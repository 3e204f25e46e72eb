"""forward-pass-tensor-attribute: forward() leaves tensors, and the graphs behind them, in its module."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy import edits
from tensortidy.knowledge import Kind
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
from tensortidy.semantics import Leftover, Model, Stay


class ForwardPassTensorAttribute(Rule):
    """A forward pass puts a tensor with its graph into an attribute that outlives the pass."""

    card = Card(
        name="forward-pass-tensor-attribute",
        title="Forward-Pass Tensor Stored as Class Attribute",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor Storage Mismanagement",
        summary="`forward()` leaves an intermediate tensor, with its graph, in an attribute of the module.",
        explanation="""\
What `forward()` assigns to `self` lives as long as the module does, and a tensor keeps the graph that made it.
How bad that is depends on what becomes of it:

* **A list that grows** (`self.maps.append(h)`) keeps the activations of every call. Nothing but emptying it
  gives them back.
* **State that is carried on** (`self.h = self.cell(x, self.h)`) ties each call's graph to the one before. Memory
  grows with every call, and the second training step stops with *Trying to backward through the graph a second
  time*. Cut it where one sequence ends, or at every step: `self.h = h.detach()`.
* **A local variable in disguise** (`self.x = …; return self.out(self.x)`) is overwritten by the next call. It is no
  leak: one batch's graph stays until then. But it stays through the optimizer's step and through validation, and
  `copy.deepcopy(model)`, which moving averages of weights rely on, raises RuntimeError meanwhile. Drop `self.`.

An attribute that something else reads (an auxiliary loss, attention maps for a plot, Grad-CAM) is left alone:
it may need the gradient. So is one that is reset, detached or assigned under a condition.""",
        consequences=(
            "activations stay in memory after they were used",
            "the second `backward()` fails, or runs through all earlier calls",
            "`copy.deepcopy(model)` raises RuntimeError",
        ),
        practices=("Keep what only one call needs in local variables; detach what the next call needs.",),
        bad="""\
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 8)
        self.second = nn.Linear(8, 1)

    def forward(self, x):
        self.hidden = self.first(x)
        return self.second(torch.relu(self.hidden))


print(Encoder()(torch.ones(2, 4)).shape)
""",
        good="""\
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 8)
        self.second = nn.Linear(8, 1)

    def forward(self, x):
        hidden = self.first(x)
        return self.second(torch.relu(hidden))


print(Encoder()(torch.ones(2, 4)).shape)
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="Code in other files may read the attribute, and gradients may be meant to flow through what is "
        "carried from call to call.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="Per call: 1044 KB with a list, 1050 KB and 4 more graph nodes with state that is carried on, against "
        "10 KB detached; one overwritten attribute keeps one batch, and makes `copy.deepcopy` raise (torch 2.13, CPU).",
        see_also=("gradient-in-running-stats", "unreleased-tensor-references"),
    )
    visits = (ast.Assign, ast.AugAssign, ast.Expr)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report what a forward pass leaves in an attribute with its graph."""
        found = model.leftovers.leftover(node) if isinstance(node, ast.stmt) else None
        if found is None or model.buffers.update(found.statement) is not None:
            return  # a running statistic is another smell
        yield self.finding(
            node,
            self._message(found, model),
            related=self._related(found, model),
            assumptions=(*found.assumptions, *model.graph_tensors.graph_assumptions(found.value)),
            fix=self._fix(found, model),
            severity=_SEVERITIES[found.stay],
        )

    @staticmethod
    def _message(found: Leftover, model: Model) -> str:
        path, value = found.path, model.text(found.value)
        if found.stay is Stay.GROWS:
            return (
                f"every call of `{found.method.name}()` adds `{value}` with its graph to `{path}`, and nothing empties "
                f"it: memory grows with each batch. Keep `{value}.detach()`, or nothing."
            )
        if found.stay is Stay.CARRIED:
            return (
                f"`{path}` is computed from its last value, so each call's graph hangs on all earlier ones: memory "
                "grows, and the second `backward()` fails. Detach it between calls."
            )
        name = path.rpartition(".")[2]
        return (
            f"`{path}` keeps the graph of a whole batch alive until the next forward pass, and `copy.deepcopy` of the "
            f"module fails meanwhile. Nothing else in this file reads it: use a local variable `{name}`."
        )

    @staticmethod
    def _related(found: Leftover, model: Model) -> tuple[Related, ...]:
        places: list[Related] = []
        made = model.last_assignment(found.value)
        if made is not None:
            places.append(Related(span_of(made), f"`{model.text(found.value)}` is made here"))
        reads = [use for use in found.uses if isinstance(use.ctx, ast.Load)]
        if reads and found.stay is Stay.CARRIED:
            places.append(Related(span_of(reads[0]), "the last call's value comes in here"))
        elif reads and found.stay is Stay.LOCAL:
            places.append(Related(span_of(reads[-1]), "the last place that needs it"))
        return tuple(places)

    def _fix(self, found: Leftover, model: Model) -> Fix | None:
        if found.stay in (Stay.LOCAL, Stay.UNREAD):
            if not model.leftovers.is_free_name(found):
                return None
            name = found.path.rpartition(".")[2]
            changes = tuple(edit for use in found.uses for edit in edits.replace(use, name))
            return Fix(
                f"Make `{name}` a local variable", Safety.UNSAFE, changes, f"other files may read `{found.path}`"
            )
        changes = tuple(self._detached(found, model))
        if not changes:
            return None
        reason = "gradients may be meant to flow back into earlier calls"
        if found.stay is Stay.GROWS:
            reason = f"other files may back-propagate through `{found.path}`"
        return Fix(f"Detach what `{found.path}` keeps", Safety.UNSAFE, changes, reason)

    @staticmethod
    def _detached(found: Leftover, model: Model) -> Iterator[Edit]:
        target = found.statement.targets[0] if isinstance(found.statement, ast.Assign) else None
        if isinstance(target, ast.Tuple | ast.List):  # out, self.hidden = self.gru(x, self.hidden)
            state = next(use for use in found.uses if any(use is part for part in target.elts))
            if model.value(state).kind is Kind.TENSOR:
                yield from edits.insert_line_after(
                    model.source, found.statement, f"{found.path} = {found.path}.detach()"
                )
        elif isinstance(found.value, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
            if model.value(found.value).kind is not Kind.CONTAINER:
                yield from edits.insert_after(found.value, ".detach()")
        else:
            yield from edits.replace(found.value, f"({model.text(found.value)}).detach()")


_SEVERITIES = {
    Stay.GROWS: Severity.WARNING,
    Stay.CARRIED: Severity.WARNING,
    Stay.LOCAL: Severity.INFORMATION,
    Stay.UNREAD: Severity.HINT,
}
