"""unreleased-gpu-memory: ``torch.cuda.empty_cache()`` after every batch, which releases nothing that is in use."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy import edits
from tensortidy.knowledge import Kind
from tensortidy.rule import Card, Confidence, Finding, Fix, FixSafety, Framework, Related, Rule, Safety, Severity
from tensortidy.semantics import Answer, Function, Loop, Model

# Loops that run so few times do not wait for long.
_FEW = 8


class UnreleasedGpuMemory(Rule):
    """A batch loop empties the allocator's cache with every batch."""

    card = Card(
        name="unreleased-gpu-memory",
        title="Unreleased GPU Memory",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor/Object Retention",
        summary="Memory that tensors still hold is hoped to be released by `empty_cache()` after every batch.",
        explanation="""\
PyTorch keeps the GPU memory of freed tensors in a cache and gives it to the next tensors. `torch.cuda.empty_cache()`
hands the unused blocks of that cache back to the driver. What a tensor, a graph or a list still holds stays where it
is, so a batch that did not fit before does not fit after it either; and the next batch waits while the driver
finds the same blocks again. PyTorch's documentation says it too: it does not increase the memory available to PyTorch.

What does release memory in a loop over batches: no gradients where nothing trains (`torch.no_grad()`, see
`unnecessary-gradient-tracking`), keeping numbers or `.cpu()` copies and not outputs with their graphs
(`unreleased-tensor-references`), smaller batches. `del output` at the end of a batch saves one output at most.

Between phases the call is right, and not reported: from training to evaluation, between two models or benchmark
configurations, after an out-of-memory error, before another program needs the GPU, once in a while behind a counter.
That a program never calls it is no smell.""",
        consequences=("each batch waits for the driver", "the out-of-memory error that it was meant for still comes"),
        practices=(
            "Release what holds the memory: graphs with `torch.no_grad()`, outputs with `.item()` or `.cpu()`.",
            "Call `empty_cache()` between phases, not between batches.",
        ),
        bad="""\
import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(100):
    loss = model(torch.randn(8, 4)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    torch.cuda.empty_cache()
""",
        good="""\
import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(100):
    loss = model(torch.randn(8, 4)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="The program computes the same. Another program on the same GPU may have lived on the memory that was "
        "handed back between batches, and a fragmented cache may have fitted in only because it was emptied.",
        severity=Severity.HINT,
        confidence=Confidence.MEDIUM,
        evidence="8 forward passes of 16 layers: peak 51.3 MB with gradients, 21.3 MB under `no_grad()`, 20.2 MB with "
        "`del` of each output too (torch 2.13, CPU, where `empty_cache()` does nothing; its waiting was not measured).",
        see_also=("unnecessary-gradient-tracking", "unreleased-tensor-references"),
    )
    visits = (ast.Expr,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report calls that run with every batch, whatever happens."""
        if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
            return
        loop = model.structure.loop(node)
        if loop is None or not model.is_one_of(node.value.func, "emptying caches"):
            return
        if model.guards.handles_failure(node) or model.roles.is_forward(node) or _is_measured(node, model):
            return  # a forward pass in pieces lives on what it empties
        if not all(_asks_for_device(test, model) for test in model.guards.conditions(node)):
            return  # once in a while, or as somebody wants it
        batches, assumptions = _takes_batches(loop, model)
        if batches and not model.repetitions.is_few(loop, _FEW):
            yield self.finding(
                node,
                f"`{model.text(node)}` after every batch releases nothing that is still in use, and the next batch "
                "waits until the driver has found the same memory again. Let go of what holds it, or call this "
                "between phases.",
                related=(Related(model.loop_header(loop), "the loop over batches"),),
                assumptions=assumptions,
                fix=self._fix(node, model),
            )

    @staticmethod
    def _fix(node: ast.Expr, model: Model) -> Fix | None:
        gone: ast.stmt = node
        outer = model.structure.parent(node)
        if isinstance(outer, ast.If) and outer.body == [node] and not outer.orelse:
            holder = model.structure.parent(outer)
            if not (isinstance(holder, ast.If) and outer in holder.orelse):  # an `elif` has no line of its own
                gone = outer
        if len(model.structure.block(gone)) > 1:
            changes = tuple(edits.delete_statement(model.source, gone))
        else:
            changes = tuple(edits.replace(gone, "pass"))
        reason = "another program on this GPU may need the memory between batches"
        return Fix(f"Remove `{model.text(node)}`", Safety.UNSAFE, changes, reason) if changes else None


def _takes_batches(loop: Loop, model: Model) -> tuple[bool, tuple[str, ...]]:
    """Whether each iteration of a loop runs a model on one batch, and what that rests on.

    It does not where an inner loop, or a called function, goes over the batches, nor where models are made or moved.
    """
    own = [node for part in loop.body for node in model.structure.walk(part) if model.structure.loop(node) is loop]
    if any(_changes_models(node, model) for node in own):
        return False, ()
    inner = [node for part in loop.body for node in model.structure.walk(part) if isinstance(node, Loop)]
    if any(_runs(node, model) for part in inner for node in model.structure.walk(part)):
        return False, ()
    if any(_runs(node, model) for node in own):
        return True, ()
    if isinstance(loop, ast.While) or inner:
        return False, ()
    iterated = loop.iter
    while (
        isinstance(iterated, ast.Call) and iterated.args and model.value(iterated).is_a(Kind.LOADER) is not Answer.YES
    ):
        if model.qualified(iterated.func) != "enumerate" and not model.is_one_of(iterated.func, "giving back"):
            break
        iterated = iterated.args[0]
    answer, assumptions = model.is_loader(iterated)
    return answer is Answer.YES, assumptions


def _runs(node: ast.AST, model: Model) -> bool:
    """Whether a node is a call of a model, or a step of training."""
    if not isinstance(node, ast.Call):
        return False
    return model.flow.trains(node) or model.value(node.func).kind is Kind.MODULE


def _changes_models(node: ast.AST, model: Model) -> bool:
    """``model = Net()``, ``del model``, ``model.cpu()``: another model comes, and the last one's memory can go."""
    kinds = (Kind.MODULE, Kind.OPTIMIZER)
    match node:
        case ast.Assign(value=ast.Call() as value):
            return model.value(value).kind in kinds
        case ast.Delete(targets=targets):
            return any(model.value(target).kind in kinds for target in targets)
        case ast.Call(func=ast.Attribute(value=holder, attr="cpu" | "to" | "cuda")):
            return model.value(holder).kind is Kind.MODULE
    return False


def _asks_for_device(test: ast.expr, model: Model) -> bool:
    """``torch.cuda.is_available()``, ``device.type == "cuda"``: true wherever the call does anything."""
    if isinstance(test, ast.Call):
        return (model.qualified(test.func) or "").endswith(".is_available")
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq | ast.In):
        return False
    texts = [part.value for part in (test.left, *test.comparators) if isinstance(part, ast.Constant)]
    return any(text in ("cuda", "mps", "xpu") for text in texts)


def _is_measured(node: ast.AST, model: Model) -> bool:
    """Whether a test, or code that measures memory or time, wants each round to begin with the same memory."""
    if model.roles.is_test(node):
        return True
    function = model.structure.function(node)
    name = function.name.lower() if isinstance(function, Function) else ""
    return any(word in name for word in ("bench", "profil", "measure")) or any(
        isinstance(call, ast.Call) and model.is_one_of(call.func, "measuring memory")
        for call in model.structure.walk(function or model.module)
    )
