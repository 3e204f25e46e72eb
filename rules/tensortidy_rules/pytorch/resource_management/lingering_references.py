"""lingering-references: replay memories that keep tensors with the graphs that made them."""

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
from tensortidy.semantics import Model


class LingeringReferences(Rule):
    """A tensor with a graph is put into a replay memory."""

    card = Card(
        name="lingering-references",
        title="Lingering References",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor Storage Mismanagement",
        summary="What a network computed is put into a replay memory with its graph still attached.",
        explanation="""\
A replay memory holds what happened long ago, thousands of steps at a time. A value or an action that a network
computed with gradient tracking on brings the graph of its step with it, activations and all, and keeps it until
the entry is drawn out of the memory for good. On a GPU the tensor itself also takes a place there.

Nobody wants that graph: it belongs to weights that have changed since, and going backward through it a second time
fails. Act under `torch.no_grad()`, or store `value.detach()`. What is to wait for long goes to main memory:
`value.detach().cpu()`. Mind that `.detach().cpu().numpy()` of a tensor that is on the CPU already shares its
memory; where the tensor is changed in place later, add `.clone()`. `empty_cache()` frees nothing that is still held.

A memory that is emptied after each rollout, as PPO and REINFORCE keep it, is left alone: what is in it is
back-propagated. A `deque(maxlen=…)` bounds the harm, and is told more quietly.""",
        consequences=("memory grows with every step", "out-of-memory errors once the memory has filled"),
        practices=("Detach what goes into a replay memory, and move it off the GPU.",),
        bad="""\
import random

import torch
from torch import nn

policy = nn.Linear(4, 2)
memory = []
for step in range(64):
    state = torch.ones(1, 4)
    values = policy(state)
    memory.append((state, values))
print(len(random.sample(memory, 8)))
""",
        good="""\
import random

import torch
from torch import nn

policy = nn.Linear(4, 2)
memory = []
for step in range(64):
    state = torch.ones(1, 4)
    values = policy(state)
    memory.append((state, values.detach()))
print(len(random.sample(memory, 8)))
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="What is drawn may be back-propagated through the stored graph, by mistake or on purpose.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="400 pushes: 52.0 KB each with the graph, 6.4 KB detached; 11.0 KB in a `deque(maxlen=50)` "
        "(torch 2.13, CPU).",
        see_also=("unreleased-tensor-references", "mishandled-inference-gradient"),
    )
    visits = (ast.Assign, ast.AugAssign, ast.Expr)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report what is put into a replay memory with its graph."""
        found = model.memories.push(node)
        if found is None or model.roles.is_test(node):
            return
        first, memory = model.text(found.kept[0]), model.text(found.memory)
        related: list[Related] = []
        for part in found.kept:
            made = model.last_assignment(part)
            if made is not None:
                related.append(Related(span_of(made), f"`{model.text(part)}` is made here"))
        if found.made is not None:
            related.append(Related(span_of(found.made), "the memory that keeps it"))
        related.append(Related(span_of(found.drawn), "samples are drawn here"))
        simple = all(isinstance(part, ast.Name | ast.Attribute | ast.Call | ast.Subscript) for part in found.kept)
        changes = tuple(edit for part in found.kept for edit in edits.insert_after(part, ".detach()")) if simple else ()
        reason = "what is drawn may be back-propagated through the stored graph"
        bound = "until newer entries push it out" if found.is_bounded else "for as long as it stays there"
        yield self.finding(
            node,
            f"`{memory}` keeps `{first}` with the graph and the activations of its step {bound}. Store "
            f"`{first}.detach()`, on a GPU `{first}.detach().cpu()`, or act under `torch.no_grad()`.",
            related=tuple(related),
            assumptions=tuple(
                dict.fromkeys(text for part in found.kept for text in model.graph_tensors.graph_assumptions(part))
            ),
            fix=Fix(f"Store `{first}.detach()`", Safety.UNSAFE, changes, reason) if changes else None,
            severity=Severity.INFORMATION if found.is_bounded else None,
        )
