"""del-without-freeing: ``del`` takes a name away, and something else still holds the tensor."""

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
from tensortidy.semantics.holders import By, Holder

_HELD = {
    By.VIEW: "is a view of it and keeps all of its memory",
    By.GRAPH: "was computed from it with gradients on, and its graph has saved it for a backward pass",
    By.CONTAINER: "still holds it",
}
_INSTEAD = {
    By.VIEW: "Keep a copy of the part: `.clone()`.",
    By.GRAPH: "Detach `{holder}`, compute it under `torch.no_grad()`, or delete both.",
    By.CONTAINER: "Keep less: `.cpu()`, a reduced tensor, or nothing.",
}


class DelWithoutFreeing(Rule):
    """``del x`` while a view, a graph or a list keeps the tensor alive."""

    card = Card(
        name="del-without-freeing",
        title="Using del Without Freeing Memory",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor/Object Retention",
        summary="`del` takes the name of a tensor away while a view, a graph or a list still holds its memory.",
        explanation="""\
`del x` removes a name. The memory goes when nobody refers to the tensor any more, and three kinds of reference are
easily forgotten:

- **A view.** `row = x[0]` shares the memory of `x`: the whole of it stays for one row. `row = x[0].clone()`
  copies the row and lets the rest go.
- **A graph.** `y = x.exp()` and `z = y.mean()` with gradients on: the graph of `z` has saved `y`, since its backward
  pass needs it. It goes when `z` does, with `z.backward()`, or where `z` is detached.
- **A container.** `outputs.append(x)` holds `x` under another name.

Not every operation saves what it is given: `del` after `y = x * 2` does free `y`. Only views of a part,
operations that certainly save, and tensors that are appended and then cleaned up after (`gc.collect()`,
`empty_cache()`) are reported. A `del` before a `backward()` that needs the graph anyway, and one that tidies up names,
is left alone.""",
        consequences=("memory that was thought free is not", "out-of-memory errors although everything was deleted"),
        practices=("Before `del`, let go of what holds the tensor: clone views, detach results, empty lists.",),
        bad="""\
import torch

weights = torch.randn(1000, 1000, requires_grad=True)
activations = weights.exp()
mean = activations.mean()
del activations
print(f"{mean.item():.3f}")
""",
        good="""\
import torch

weights = torch.randn(1000, 1000, requires_grad=True)
activations = weights.exp()
mean = activations.mean().detach()
del activations
print(f"{mean.item():.3f}")
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="A clone no longer shares its memory, and through what is detached no gradient flows back: code that "
        "is not in sight might want either.",
        severity=Severity.HINT,
        confidence=Confidence.LOW,
        evidence="After `del` of a tensor of 16 MB: 16.0 MB still held by the mean of its exponential, 0.1 MB once "
        "`backward()` has run, 0 MB with the mean deleted too; 16.8 MB held by a view of one row (torch 2.13, CPU).",
    )
    visits = (ast.Delete,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report names of tensors that are deleted while their memory is certainly held."""
        if not isinstance(node, ast.Delete) or model.roles.is_test(node):
            return
        for target in node.targets:
            found = model.holders.holder(target) if isinstance(target, ast.Name) else None
            if not isinstance(target, ast.Name) or found is None:
                continue
            holder = model.text(found.holder)
            yield self.finding(
                target,
                f"This frees nothing of `{target.id}`: `{holder}` {_HELD[found.by]}. "
                f"{_INSTEAD[found.by].format(holder=holder)}",
                related=(Related(span_of(found.statement), f"since here `{holder}` holds it"),),
                assumptions=model.value(found.value).assumptions,
                fix=self._fix(found, holder, model),
            )

    @staticmethod
    def _fix(found: Holder, holder: str, model: Model) -> Fix | None:
        if found.by is By.CONTAINER:
            return None
        is_view = found.by is By.VIEW
        suffix = ".clone()" if is_view else ".detach()"
        reason = "it no longer shares its memory" if is_view else "no gradient flows back through it any more"
        if isinstance(found.value, ast.Call | ast.Subscript):
            changes = tuple(edits.insert_after(found.value, suffix))
        elif span_of(found.value).start.line == span_of(found.value).end.line:
            changes = tuple(edits.replace(found.value, f"({model.text(found.value)}){suffix}"))
        else:
            return None
        title = f"Keep a copy in `{holder}`" if is_view else f"Detach `{holder}`"
        return Fix(title, Safety.UNSAFE, changes, reason)
