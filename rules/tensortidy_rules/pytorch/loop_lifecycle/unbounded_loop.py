"""unbounded-loop: training that nothing ends."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.rule import (
    Card,
    Confidence,
    Finding,
    FixSafety,
    Framework,
    Related,
    Rule,
    Severity,
    span_of,
)
from tensortidy.semantics import Answer, Model


class UnboundedLoop(Rule):
    """A loop over a cycled loader, or an endless loop that trains, without any way out."""

    card = Card(
        name="unbounded-loop",
        title="Unbounded Loop",
        frameworks=(Framework.TORCH,),
        category="Loop Lifecycle Mismanagement",
        subcategory="Unbounded or Infinite Looping",
        summary="A loop over `itertools.cycle(loader)`, or an endless training loop, has no way to end.",
        explanation="""\
`for batch in itertools.cycle(loader)` never runs out of batches. Without a `break`, a `return` or a limit in the
body, training goes on until somebody kills it: what stands after the loop (the last checkpoint, the evaluation, the
closing of writers) never runs, and the GPU is busy long after the model has converged. `cycle` also keeps every batch
of the first pass and replays them, without shuffling them again.

An endless loop is not a leak by itself. `while True` with a `break` somewhere is fine, and so are servers, workers and
generators, whose callers decide when it is enough. Reported is only what nothing in sight can end.

Say how long: `for epoch in range(epochs): for batch in loader:`, or
`itertools.islice(batches, steps)` where you count in steps.""",
        consequences=("what follows the loop never runs", "the machine is busy until the process is killed",
                      "with `cycle`, every batch stays in memory"),
        practices=("Bound training by a number of epochs or steps.",),
        bad="""\
import itertools

import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(8, 4), torch.randn(8, 1)


def train():
    for step in itertools.count():
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()


print("call train() and wait for ever")
""",
        good="""\
import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(8, 4), torch.randn(8, 1)


def train(steps):
    for step in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()


train(steps=100)
""",
        fix_safety=FixSafety.NONE,
        fix_note="Only you know how many epochs are enough.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="48 steps over a dataset of 16 MB: 33.2 MB at most with `cycle`, 19.4 MB with a loop over epochs; "
        "`while True` itself keeps nothing (torch 2.13, CPU).",
        see_also=("zipped-or-cycled-dataloader",),
    )  # fmt: skip
    visits = (ast.For, ast.While)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report loops that feed or train a model for ever, and that nothing in sight ends."""
        if not isinstance(node, ast.For | ast.While) or model.roles.is_test(node):
            return
        cycled = model.terminations.endless_argument(node)
        answer, assumptions = model.is_loader(cycled) if cycled is not None else (Answer.NO, ())
        trains = model.gradients.passes(node)
        if (answer is not Answer.YES and not trains) or not model.terminations.never_ends(node):
            return
        if cycled is not None and answer is Answer.YES:
            message = (
                f"This loop never ends: `cycle` replays the batches of `{model.text(cycled)}` for ever, all kept "
                "in memory, and nothing here leaves it. Loop over a number of epochs instead."
            )
        else:
            message = (
                "This loop trains for ever: nothing in it breaks, returns or raises, so what follows it never runs. "
                "Bound it by epochs or steps."
            )
        yield self.finding(
            model.loop_header(node),
            message,
            severity=Severity.WARNING if answer is Answer.YES else Severity.INFORMATION,
            related=tuple(Related(span_of(step), "trains in each pass") for step in trains[:1]),
            assumptions=assumptions,
        )
