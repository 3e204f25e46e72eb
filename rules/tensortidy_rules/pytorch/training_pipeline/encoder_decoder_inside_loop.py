"""encoder-decoder-inside-loop: modules and optimizers that each training step, or each forward pass, makes anew."""

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
from tensortidy.semantics import Answer, Function, Kind, Loop, Model


class EncoderDecoderInsideLoop(Rule):
    """What is trained in a loop is built in the same loop; a layer is built in ``forward``."""

    card = Card(
        name="encoder-decoder-inside-loop",
        title="Encoder-Decoder Inside Training Loop",
        frameworks=(Framework.TORCH,),
        category="Training Pipeline Management",
        subcategory="Model Lifecycle",
        summary="A module or an optimizer is built anew in every training step, or a layer in every forward pass.",
        explanation="""\
A module *is* its parameters, and a constructor draws them at random. When the loop that trains a model also builds
it, every step begins with a new random model, improves it once, and throws it away: the loss never falls, and
nothing says why. The parameters and the optimizer's state are allocated and freed in every step as well.

An optimizer that is built in every step forgets the same way. Adam without its running moments moves each
parameter by the learning rate, in the direction of the gradient's sign; momentum never gathers.

A layer that is built inside `forward` was never registered: `model.parameters()` does not list it, so no optimizer
updates it, `state_dict()` does not save it, `.to(device)` does not move it, and each call computes something else.

Build modules in `__init__` or before the loop, and the optimizer right after them. A loop *around* the training, over
folds, seeds or configurations, must begin with a fresh model each time, and is left alone. So is a criterion such as
`nn.CrossEntropyLoss()`: without parameters there is nothing to lose.""",
        consequences=("what a step has learnt is thrown away", "parameters that no optimizer knows",
                      "memory for parameters and moments is allocated in every step"),
        practices=("Build modules and optimizers once, before the loop that trains them; layers in `__init__`.",),
        bad="""\
import torch
from torch import nn

x = torch.randn(64, 8)
for step in range(50):
    encoder = nn.Linear(8, 4)
    decoder = nn.Linear(4, 8)
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=0.01)
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(decoder(encoder(x)), x)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
""",
        good="""\
import torch
from torch import nn

x = torch.randn(64, 8)
encoder = nn.Linear(8, 4)
decoder = nn.Linear(4, 8)
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=0.01)
for step in range(50):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(decoder(encoder(x)), x)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="Training goes on from one step to the next then, which changes every number that comes out. A layer "
        "in `forward` is not moved: where its sizes come from the input, only you know them.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="15 steps of an autoencoder: the loss goes from 1.10 to 1.11 with the modules built in the loop, to "
        "0.06 built before it; each step that is kept holds 8 MB more. A layer in `forward`: no parameter registered, "
        "and another output at each call (torch 2.13, CPU).",
    )  # fmt: skip
    visits = (ast.Call, ast.For, ast.While)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report what a training loop builds and trains, and layers that a forward pass builds."""
        if model.roles.is_test(node):
            return
        if isinstance(node, ast.Call):
            yield from self._in_forward(node, model)
        elif isinstance(node, ast.For | ast.While):
            yield from self._in_loop(node, model)

    # ------------------------------------------------------------ in the training loop

    def _in_loop(self, loop: Loop, model: Model) -> Iterator[Finding]:
        if not any(model.structure.loop(step) is loop for step in model.gradients.passes(loop)):
            return  # what is trained in an inner loop is fresh for each fold, seed or configuration
        built = model.construction.in_training_loop(loop)
        if not built:
            return
        names = ", ".join(f"`{item.name}`" for item in built)
        anew = "is built" if len(built) == 1 else "are built"
        optimizer = all(model.value(item.call).is_a(Kind.OPTIMIZER) is Answer.YES for item in built)
        loss = (
            "its moments and momentum begin at nothing each time"
            if optimizer
            else "what one step learns is thrown away by the next"
        )
        yield self.finding(
            built[0].call,
            f"{names} {anew} anew in every step of the loop that trains: {loss}. Build before the loop.",
            related=(
                Related(model.loop_header(loop), "the loop that trains"),
                *(Related(span_of(item.call), f"`{item.name}` is built here") for item in built[1:]),
            ),
            fix=self._moved([item.statement for item in built], loop, model),
        )

    @staticmethod
    def _moved(statements: list[ast.stmt], loop: Loop, model: Model) -> Fix | None:
        statements = list(dict.fromkeys(statements))
        if len(statements) == len(loop.body) or any(statement not in loop.body for statement in statements):
            return None
        changes = tuple(edits.move_before(model.source, statements, loop))
        if not changes:
            return None
        reason = "the steps then train one model, and every number that comes out changes"
        return Fix("Build before the loop", Safety.UNSAFE, changes, reason)

    # ------------------------------------------------------------ in forward

    def _in_forward(self, node: ast.Call, model: Model) -> Iterator[Finding]:
        layer = model.construction.lost_layer(node)
        if layer is None:
            return
        function = model.structure.function(node)
        where = f"`{function.name}`" if isinstance(function, Function) else "the forward pass"
        yield self.finding(
            node,
            f"{where} builds `{model.text(node.func)}` with new random parameters in every call: nothing trains, saves "
            "or moves them to the device. Build it in `__init__` and keep it in `self`.",
            severity=Severity.ERROR,
            related=(Related(span_of(layer), "this module does not know of it"),),
        )
