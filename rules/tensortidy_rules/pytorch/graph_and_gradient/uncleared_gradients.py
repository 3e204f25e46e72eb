"""uncleared-gradients: ``backward(create_graph=True)`` whose gradients nobody differentiates."""

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
)
from tensortidy.semantics import Model


class UnclearedGradients(Rule):
    """Gradients of parameters are given graphs that nothing goes through."""

    card = Card(
        name="uncleared-gradients",
        title="Uncleared Gradients",
        frameworks=(Framework.TORCH,),
        category="Graph and Gradient Management Issues",
        subcategory="Gradient Handling",
        summary="`backward(create_graph=True)` stores gradients with a graph in the parameters, and nothing uses it.",
        explanation="""\
With `create_graph=True` a backward pass records itself, so that gradients can be differentiated once more. What
`backward()` then leaves in `parameter.grad` is not a number for the optimizer but the end of a graph, which leads back
through all layers to the parameter itself. Parameter and gradient hold each other, and the link runs through C++,
where Python's garbage collector cannot follow: a model that is dropped in this state is never freed. PyTorch warns
of it at run time. Where the gradients are not cleared in each step, the graphs of all steps are chained together and
memory grows without end.

An optimizer of `torch.optim` uses the numbers only: leave `create_graph` out. Where the gradient itself is
part of a loss (a gradient penalty, a Hessian product), ask for it with
`torch.autograd.grad(loss, inputs, create_graph=True)`, which returns it and stores nothing; that is never reported.
Optimizers that estimate curvature, as AdaHessian does, need the flag in `backward()`, and are left alone.""",
        consequences=(
            "a model that is dropped keeps its memory for ever",
            "slower steps, and memory that grows where gradients are not cleared",
        ),
        practices=(
            "Call `backward()` without `create_graph` for a first-order optimizer.",
            "Take gradients that belong to a loss with `torch.autograd.grad(…, create_graph=True)`.",
        ),
        bad="""\
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(20):
    optimizer.zero_grad()
    loss = model(torch.randn(8, 4)).pow(2).mean()
    loss.backward(create_graph=True)
    optimizer.step()
print(f"{loss.item():.4f}")
""",
        good="""\
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(20):
    optimizer.zero_grad()
    loss = model(torch.randn(8, 4)).pow(2).mean()
    loss.backward()
    optimizer.step()
print(f"{loss.item():.4f}")
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Unsafe where another backward pass, or code that is not in sight, may go through the graph: the flag "
        "also retains that of the loss.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="5.3 MB stay for ever after model, loss and optimizer are deleted, 30.1 MB where nothing cleared the "
        "gradients of 20 steps, which also grew by 1.5 MB a step (torch 2.13, CPU).",
        see_also=("graph-retention-after-backward", "accumulating-gradients-in-loop"),
    )
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a graph of gradients that no code in sight can need."""
        if not isinstance(node, ast.Call) or model.roles.is_test(node) or not model.derivatives.is_unused(node):
            return
        flag = model.derivatives.graph_flag(node)
        if flag is None:
            return
        loop = model.structure.loop(node)
        changes = tuple(edits.remove_argument(model.source, node, flag))
        safe = model.derivatives.is_the_only_use(node)
        reason = "" if safe else "code that is not in sight may go through the graph of the loss or of its gradients"
        fix = Fix("Remove `create_graph=True`", Safety.SAFE if safe else Safety.UNSAFE, changes, reason)
        yield self.finding(
            flag,
            f"`{model.text(node.func)}` gives every gradient a graph that nothing uses; parameters and gradients then "
            "hold each other, and their memory is never freed. Remove `create_graph=True`.",
            related=(Related(model.loop_header(loop), "the loop that repeats it"),) if loop is not None else (),
            fix=fix if changes else None,
        )
