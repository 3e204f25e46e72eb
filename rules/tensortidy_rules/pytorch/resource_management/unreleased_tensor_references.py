"""unreleased-tensor-references: losses and outputs collected over a loop with their graphs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

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
from tensortidy.semantics import ESCAPES, Accumulation, Destination, Model


class UnreleasedTensorReferences(Rule):
    """An accumulator that outlives the iteration is fed with tensors of a graph."""

    card = Card(
        name="unreleased-tensor-references",
        title="Unreleased Tensor/Model References",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor/Object Retention",
        summary="A loss or output is added up or collected across iterations with its graph still attached.",
        explanation="""\
A tensor that was computed with gradient tracking on refers to the operation that made it, that operation
to its inputs, and so on back to the parameters. Whoever keeps the tensor keeps all of that. `total += loss`
and `losses.append(loss)` keep it for every iteration of the loop.

How much that is depends on `backward()`. Once it has run, the saved activations are gone and only the
skeleton of the graph stays: a few kilobytes a step, which a long training run turns into gigabytes. Where
it never runs, as in a validation loop with gradients on, everything stays: the activations of every batch.

What is wanted is nearly always the number. `loss.item()` gives it (and waits for the GPU to get there);
`loss.detach()` gives a tensor without a history and does not wait. Writing `loss.detach()` as a statement of
its own does nothing: it returns the detached tensor and leaves `loss` as it was.

Keep the graph where you mean to call `backward()` on the sum: then there is no smell, and none is reported.""",
        consequences=("the graph of every step stays in memory", "out-of-memory errors late in a run"),
        practices=("Detach what you keep for logging: `.item()` for a number, `.detach()` for a tensor.",),
        bad="""\
import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
total = 0.0
for step in range(100):
    loss = model(torch.randn(8, 4)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    total += loss
print(f"mean loss {total / 100:.3f}")
""",
        good="""\
import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
total = 0.0
for step in range(100):
    loss = model(torch.randn(8, 4)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    total += loss.item()
print(f"mean loss {total / 100:.3f}")
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Unsafe where what is kept may be something other than one tensor, or where code that is not in "
        "sight gets the result.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="Per iteration, after `backward()`: 15.4 KB with `append(loss)`, 14.5 KB with `total += loss`, 8.5 KB "
        "with `.item()`; without `backward()`: 207 KB against 5 KB (torch 2.13, CPU).",
    )
    visits = (ast.AugAssign, ast.Assign, ast.Expr)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report what is accumulated with its graph and never back-propagated."""
        found = model.accumulations.accumulation(node) if isinstance(node, ast.stmt) else None
        if found is None or model.memories.push(node) is not None:
            return  # a replay memory is another smell
        kept = model.graph_tensors.graph_parts(found.value)
        if not kept or model.roles.is_forward(found.statement):
            return  # the graph of a forward pass lives as long as its output does
        fates = model.accumulations.fates(found)
        propagated = model.gradients.is_propagated(found.value, found.loop)
        if propagated and model.gradients.splits_a_step(found.loop):
            return  # a few micro-batches, and what is left of their graphs, go when the step is done
        if any(model.gradients.is_differentiable_gradient(part) for part in kept):
            return  # made to be back-propagated
        if Destination.BACKWARD in fates or (not propagated and fates & ESCAPES):
            return
        name = model.text(kept[0])
        held, stay = ("the graph", "stays") if propagated else ("the graph and all activations", "stay")
        verb = "adds" if found.adds else "keeps"
        yield self.finding(
            node,
            f"`{found.path}` {verb} `{name}` with its graph attached, so {held} of every iteration {stay} in memory "
            f"until `{found.path}` goes. Keep `{name}.detach()`, or `.item()` for a number.",
            related=self._related(found, kept, model),
            assumptions=tuple(text for part in kept for text in model.graph_tensors.graph_assumptions(part)),
            fix=self._fix(found, kept, fates, propagated, model),
        )

    @staticmethod
    def _related(found: Accumulation, kept: list[ast.expr], model: Model) -> tuple[Related, ...]:
        places = [Related(model.loop_header(found.loop), "the loop whose iterations pile up")]
        for part in kept:
            made = model.last_assignment(part)
            if made is not None:
                places.append(Related(span_of(made), f"`{model.text(part)}` is made here"))
        return tuple(places)

    def _fix(
        self, found: Accumulation, kept: list[ast.expr], fates: set[Destination], propagated: bool, model: Model
    ) -> Fix | None:
        if not all(isinstance(part, ast.Name | ast.Attribute | ast.Call | ast.Subscript) for part in kept):
            return None
        number = self._wants_number(found, kept, fates, model)
        suffix = ".item()" if number else ".detach()"
        changes = tuple(edit for part in kept for edit in edits.insert_after(part, suffix))
        title = f"Keep `{model.text(kept[0])}{suffix}`"
        if not all(model.graph_tensors.is_certainly_tensor(part) for part in kept):
            return Fix(title, Safety.UNSAFE, changes, "it may be something other than one tensor")
        if not propagated and fates & ESCAPES:
            return Fix(title, Safety.UNSAFE, changes, "other code gets the result")
        return Fix(title, Safety.SAFE, changes)

    @staticmethod
    def _wants_number(found: Accumulation, kept: list[ast.expr], fates: set[Destination], model: Model) -> bool:
        """Whether a Python number does for all that the sum is used for."""
        seeds = model.accumulations.seeds(found.path, found.loop, found.statement)
        starts_as_number = bool(seeds) and all(
            isinstance(seed, ast.Constant) and isinstance(seed.value, int | float) for seed in seeds
        )
        return (
            found.adds
            and starts_as_number
            and fates == {Destination.READ}
            and all(map(model.graph_tensors.is_scalar, kept))
        )
