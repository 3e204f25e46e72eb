"""oversized-batch: a batch that is trained on in one piece, although it hardly fits, or did not."""

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
from tensortidy.semantics import Answer, Kind, Model

_MANY = 4096
_MANY_IMAGES = 1024


class OversizedBatch(Rule):
    """A literal batch size in the thousands that is trained on, and out-of-memory errors that drop their batch."""

    card = Card(
        name="oversized-batch",
        title="Oversized Batch Handling",
        frameworks=(Framework.TORCH,),
        category="Training Pipeline Management",
        subcategory="Hyperparameter Configuration",
        summary="A huge batch is trained on in one piece, or one that did not fit into memory is skipped.",
        explanation="""\
For the backward pass every layer keeps its activations, for every sample of the batch: memory grows in proportion to
the batch size. It is no leak, and a large batch may be just what you want. But a batch of thousands that goes through
the model in one piece is the first thing to run out of memory on another machine.

Catching the out-of-memory error and going on with the next batch is worse than failing: the largest batches, the
longest sequences, are never learnt from, and nothing says so.

To keep the batch and not its memory, split it: run micro-batches, call `(loss / parts).backward()` for each, and
`optimizer.step()` after the last. Gradients add up, so the step is the same (not with batch normalisation, whose
statistics are those of the micro-batch). `torch.autocast` halves the activations;
`torch.utils.checkpoint.checkpoint(…, use_reentrant=False)` computes them again rather than to keep them.

Contrastive learning needs large batches, embeddings and tables take them easily: this is a hint, to be ignored there.
Lowering the number itself is no neutral change: learning rate and schedule were chosen for it.""",
        consequences=("out-of-memory errors", "batches that are never learnt from, where the error is caught"),
        practices=("Split a large batch into micro-batches and accumulate their gradients.",
                   "On an out-of-memory error try the batch again in smaller parts, or let it fail."),
        bad="""\
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model = nn.Linear(16, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = DataLoader(TensorDataset(torch.randn(8192, 16), torch.randn(8192, 1)), batch_size=8192)
for x, y in loader:
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x), y).backward()
    optimizer.step()
""",
        good="""\
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model = nn.Linear(16, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = DataLoader(TensorDataset(torch.randn(8192, 16), torch.randn(8192, 1)), batch_size=512)
parts = len(loader)
optimizer.zero_grad()
for x, y in loader:
    (nn.functional.mse_loss(model(x), y) / parts).backward()
optimizer.step()
""",
        fix_safety=FixSafety.NONE,
        fix_note="Another batch size trains another model, and how a step is to be split is a decision.",
        severity=Severity.HINT,
        confidence=Confidence.LOW,
        evidence="8 layers: 47.9 MB above the start with 4096 samples at once, 8.6 MB in micro-batches of 512, with "
        "the same gradients; 36.2 MB with checkpointing, at 1.7 times the time (torch 2.13, CPU).",
    )  # fmt: skip
    visits = (ast.Call, ast.Try)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report loaders of huge batches that a loop trains on, and handlers that drop what did not fit."""
        if model.roles.is_test(node):
            return
        if isinstance(node, ast.Call):
            yield from self._loader(node, model)
        elif isinstance(node, ast.Try):
            yield from self._dropped(node, model)

    # ------------------------------------------------------------ batch_size=8192

    def _loader(self, node: ast.Call, model: Model) -> Iterator[Finding]:
        given = next((item.value for item in node.keywords if item.arg == "batch_size"), None)
        if given is None or model.value(node).is_a(Kind.LOADER) is not Answer.YES:
            return
        size = model.unchanging.constant(given)
        most = _MANY_IMAGES if node.args and _holds_images(node.args[0], model) else _MANY
        if not isinstance(size, int) or size < most:
            return
        loops = [loop for loop in _loops_over(node, model) if model.gradients.passes(loop)]
        if not loops or any(_saves_memory(loop, model) for loop in loops):
            return
        yield self.finding(
            given,
            f"Each step keeps the activations of {size} samples at once until its backward pass. If that does not fit, "
            "split the batch: micro-batches with `(loss / parts).backward()`, and one `step()` after them.",
            related=(Related(model.loop_header(loops[0]), "the loop that trains on whole batches"),),
        )

    # ------------------------------------------------------------ except OutOfMemoryError: continue

    def _dropped(self, node: ast.Try, model: Model) -> Iterator[Finding]:
        passes = [call for part in node.body for call in model.gradients.passes(part)]
        if not passes or model.structure.loop(node) is None:
            return
        for handler in node.handlers:
            block = _out_of_memory(handler, model)
            if block and not any(_reacts(item, model) for part in block for item in model.structure.walk(part)):
                yield self.finding(
                    handler.type or handler,
                    "A batch that does not fit into memory is skipped, so the largest ones are never learnt from. Try "
                    "it again in smaller parts, or let the error stop the training.",
                    related=(Related(span_of(passes[0]), "the step that runs out of memory"),),
                )


def _holds_images(dataset: ast.expr, model: Model) -> bool:
    """Whether a dataset is one of torchvision's."""
    calls = model.constructions(dataset)
    return bool(calls) and (model.qualified(calls[0].func) or "").startswith("torchvision.datasets.")


def _loops_over(loader: ast.Call, model: Model) -> Iterator[ast.For]:
    """The loops that take their batches from a loader: right there, or through its variable, enumerated or not."""
    statement = model.structure.statement(loader)
    if isinstance(statement, ast.For):
        if model.structure.inside(loader, statement.iter):
            yield statement
        return
    if not isinstance(statement, ast.Assign) or statement.value is not loader:
        return
    name = model.unchanging.bound_name(statement)
    for read in model.structure.reads(name) if name is not None else ():
        loop = model.structure.statement(read)
        if isinstance(read, ast.Name) and isinstance(loop, ast.For) and model.structure.inside(read, loop.iter):
            if any(binding.node is statement for binding in model.names.bindings(read.id, read)):
                yield loop


def _saves_memory(loop: ast.For, model: Model) -> bool:
    """Whether a loop splits its batches, or computes in half precision, or again what it did not keep."""
    for node in model.structure.walk(loop):
        if isinstance(node, ast.For) and node is not loop and model.gradients.passes(node):
            return True
        if isinstance(node, ast.Call) and model.is_one_of(node.func, "savers of memory"):
            return True
    return model.gradients.splits_a_step(loop)


def _out_of_memory(handler: ast.ExceptHandler, model: Model) -> list[ast.stmt]:
    """What a handler does where memory ran out; nothing where it is for something else."""
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    if any(item is not None and model.is_one_of(item, "out-of-memory errors") for item in types):
        return handler.body
    for part in handler.body:
        if isinstance(part, ast.If) and any(
            isinstance(item, ast.Constant) and isinstance(item.value, str) and "out of memory" in item.value.lower()
            for item in model.structure.walk(part.test)
        ):
            negated = any(isinstance(item, ast.Not | ast.NotIn) for item in model.structure.walk(part.test))
            return list(model.structure.following(part)) if negated else part.body
    return []


def _reacts(node: ast.AST, model: Model) -> bool:
    """Whether code ends the program, or may make something smaller: it assigns, or calls the project's own code."""
    if isinstance(node, ast.Raise | ast.Return | ast.Break | ast.Assign | ast.AugAssign | ast.AnnAssign):
        return not (isinstance(node, ast.Assign) and _frees(node))
    if not isinstance(node, ast.Call):
        return False
    name = model.qualified(node.func)
    if name is not None:
        known = model.is_one_of(node.func, "readers of values") or name.startswith(("torch.cuda.", "gc."))
        return not known
    return not (
        isinstance(node.func, ast.Attribute)
        and node.func.attr
        in ("parameters", "zero_grad", "warning", "info", "error", "debug", "write", "format", "exception", "warn")
    )


def _frees(node: ast.Assign) -> bool:
    """``p.grad = None``, ``loss = None``."""
    return isinstance(node.value, ast.Constant) and node.value.value is None
