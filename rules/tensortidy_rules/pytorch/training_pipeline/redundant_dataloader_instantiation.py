"""redundant-dataloader-instantiation: the same data loader, or an iterator over it, made anew in every pass."""

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
from tensortidy.semantics import Answer, Kind, Loop, Model

_WORKERS_AT = 5  # DataLoader(dataset, batch_size, shuffle, sampler, batch_sampler, num_workers, …)
_NAME = "loader"
_ONE_STREAM = "workers that stay go on with their random numbers, and with the copy of the dataset that they began with"


class RedundantDataloaderInstantiation(Rule):
    """``DataLoader(dataset)`` or ``next(iter(loader))`` in a loop, and ``len(list(loader))``."""

    card = Card(
        name="redundant-dataloader-instantiation",
        title="Redundant DataLoader Instantiation",
        frameworks=(Framework.TORCH,),
        category="Training Pipeline Management",
        subcategory="Data Loading",
        summary="A loop builds the same DataLoader in every pass, or starts one over for a single batch.",
        explanation="""\
A DataLoader is a recipe and costs next to nothing; what costs is to *start* one. Each `for batch in loader` starts
`num_workers` processes, hands them the dataset, waits for their first batches, and ends them again. A loader that
is built inside the epoch loop does this in every epoch, and cannot do otherwise: its workers die with it.

Moving it above the loop is half of the cure. By itself a loader ends its workers after each pass;
`persistent_workers=True` lets them stay for the next one. (It wants workers: with `num_workers=0` it raises a
ValueError.) Workers that stay keep the copy of the dataset that they were started with, so do not change the
dataset between epochs then.

`next(iter(loader))` in a training loop is the same thing once a step: start the workers, draw a new order of the
whole data set, take one batch, throw the rest away. Without shuffling it is the same first batch every time. Keep
the iterator, and make a new one when it ends. `len(list(loader))` loads and collates all batches to count them:
`len(loader)` knows.

In a notebook a cell that builds a loader, and is run again, starts its workers anew once: that is left alone.

A new loader for new data is fine: folds, tasks, a growing replay memory, a batch size that changes.""",
        consequences=("worker processes start anew in every pass", "the GPU waits for first batches again and again"),
        practices=(
            "Build loaders before the loop; where they have workers, with `persistent_workers=True`.",
            "Keep `batches = iter(loader)` rather than to call `next(iter(loader))` in each step.",
        ),
        bad="""\
import torch
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.arange(64.0))
total = 0.0
for epoch in range(3):
    loader = DataLoader(dataset, batch_size=16, num_workers=2)
    for (batch,) in loader:
        total += batch.sum().item()
print(total)
""",
        good="""\
import torch
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.arange(64.0))
total = 0.0
loader = DataLoader(dataset, batch_size=16, num_workers=2, persistent_workers=True)
for epoch in range(3):
    for (batch,) in loader:
        total += batch.sum().item()
print(total)
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="Workers that stay go on with their random numbers where new ones were seeded anew, and with the copy "
        "of the dataset that they began with. Without workers the loader is only moved, which is safe.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="An epoch of 512 samples with 2 workers: 97.6 ms with the loader built in the loop, 26.0 ms built "
        "before it with `persistent_workers=True`. A step of `next(iter(loader))`, one worker: 51.3 ms, 2.2 ms with "
        "the iterator kept (torch 2.13, CPU).",
    )  # fmt: skip
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report loaders and iterators that each pass of a loop makes anew out of the same things."""
        if not isinstance(node, ast.Call) or model.roles.is_test(node):
            return
        name = model.qualified(node.func)
        if name == "len":
            yield from self._counted(node, model)
        elif name == "next":
            yield from self._restarted(node, model)
        elif model.value(node).is_a(Kind.LOADER) is Answer.YES and _is_constructor(node, model):
            yield from self._built(node, model)

    # ------------------------------------------------------------ DataLoader(…) in a loop

    def _built(self, node: ast.Call, model: Model) -> Iterator[Finding]:
        loop = model.structure.loop(node)
        if loop is None or not model.unchanging.is_repeated(node, loop) or not _is_used_up(node, loop, model):
            return
        if not model.unchanging.is_invariant(node, loop):
            return
        workers = _workers(node)
        number = model.unchanging.constant(workers) if workers is not None else 0
        if number == 0 and any(keyword.arg is None for keyword in node.keywords):
            number = None  # **options may have workers
        what = "The same DataLoader is built in every pass of this loop"
        if number == 0:
            message, severity = f"{what}. Build it once, before the loop.", Severity.HINT
        else:
            message, severity = (
                f"{what}, so its worker processes start anew each time. Build it once, before the loop, with "
                "`persistent_workers=True`.",
                Severity.WARNING if workers is not None else Severity.HINT,
            )
        yield self.finding(
            node,
            message,
            severity=severity,
            related=(
                Related(model.loop_header(loop), "the loop; nothing of what the loader is made of changes in it"),
            ),
            fix=self._moved(node, loop, workers, number == 0, model),
        )

    @staticmethod
    def _moved(node: ast.Call, loop: Loop, workers: ast.expr | None, alone: bool, model: Model) -> Fix | None:
        """The loader built above the loop, with workers that stay where it has some."""
        changes: list[Edit] = []
        stay = next((item for item in node.keywords if item.arg == "persistent_workers"), None)
        if workers is not None and not alone and stay is None:
            if not isinstance(workers, ast.Constant | ast.Name | ast.Attribute):
                return None
            told = "True" if isinstance(workers, ast.Constant) else f"{model.text(workers)} > 0"
            last = max((*node.args, *node.keywords), key=span_of)
            changes = list(edits.insert_after(last, f", persistent_workers={told}"))
        statement = model.structure.statement(node)
        if isinstance(statement, ast.Assign) and statement.value is node:
            name = model.unchanging.bound_name(statement)
            if name is None or statement not in loop.body or len(loop.body) == 1:
                return None
            found = tuple(edits.move_before(model.source, [statement], loop, changes))
        else:
            name = _NAME
            if not isinstance(statement, ast.For | ast.AsyncFor) or model.names.bindings(name, node):
                return None
            text = edits.changed(model.source, node, changes)
            if "\n" in text:
                return None
            above = tuple(edits.insert_line_before(model.source, loop, f"{name} = {text}"))
            found = (*above, *edits.replace(node, name)) if above else ()
        if not found:
            return None
        title = f"Build `{name}` once, before the loop"
        return Fix(title, Safety.SAFE, found) if alone else Fix(title, Safety.UNSAFE, found, _ONE_STREAM)

    # ------------------------------------------------------------ next(iter(loader)), len(list(loader))

    def _restarted(self, node: ast.Call, model: Model) -> Iterator[Finding]:
        inner = node.args[0] if node.args else None
        loader = _argument(inner, ("iter",), model)
        loop = model.structure.loop(node)
        if loader is None or loop is None or model.value(loader).is_a(Kind.LOADER) is not Answer.YES:
            return
        trains = model.gradients.passes(loop)
        if not trains or any(model.structure.loop(step) is not loop for step in trains):
            return  # a look at one batch between epochs
        if not (model.unchanging.is_repeated(node, loop) and model.unchanging.is_invariant(loader, loop)):
            return
        yield self.finding(
            node,
            f"`{model.text(node)}` starts the loader over for a single batch: each step draws a new order of all "
            "samples (or, without shuffling, gives the first batch again) and starts the workers anew. Keep an "
            "iterator and make a new one when it ends.",
            related=(Related(model.loop_header(loop), "the loop that takes one batch in each step"),),
        )

    def _counted(self, node: ast.Call, model: Model) -> Iterator[Finding]:
        loader = _argument(node.args[0] if len(node.args) == 1 else None, ("list", "tuple"), model)
        if loader is None or model.value(loader).is_a(Kind.LOADER) is not Answer.YES:
            return
        text = f"len({model.text(loader)})"
        yield self.finding(
            node,
            f"`{model.text(node)}` loads every batch, and holds all of them in memory, only to count them. "
            f"`{text}` knows.",
            fix=Fix(
                f"Ask `{text}`",
                Safety.UNSAFE,
                tuple(edits.replace(node, text)),
                "the pass that is left out draws random numbers, and a loader over a stream may not know its length",
            ),
        )


def _argument(node: ast.expr | None, names: tuple[str, ...], model: Model) -> ast.expr | None:
    """What one of some builtins is called with."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and model.qualified(node.func) in names:
        return node.args[0]
    return None


def _workers(node: ast.Call) -> ast.expr | None:
    """How many workers a loader is told to start."""
    if len(node.args) > _WORKERS_AT:
        return node.args[_WORKERS_AT]
    return next((keyword.value for keyword in node.keywords if keyword.arg == "num_workers"), None)


def _is_constructor(node: ast.Call, model: Model) -> bool:
    """Whether a class is called, and no function that gives a loader: that may do more."""
    name = model.qualified(node.func)
    return model.value(node.func).kind is Kind.CLASS or (name is not None and name.rpartition(".")[2][:1].isupper())


def _is_used_up(node: ast.Call, loop: Loop, model: Model) -> bool:
    """Whether a loader serves one pass: it is a variable of it, or what an inner loop iterates over."""
    statement = model.structure.statement(node)
    if isinstance(statement, ast.For | ast.AsyncFor):
        return statement is not loop
    return isinstance(statement, ast.Assign) and statement.value is node and isinstance(statement.targets[0], ast.Name)
