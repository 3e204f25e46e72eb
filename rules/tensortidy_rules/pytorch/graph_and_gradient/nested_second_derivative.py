"""nested-second-derivative: derivatives of derivatives with work, graphs or terms too many."""

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
from tensortidy.semantics import AddedDerivative, Loop, Model


class NestedSecondDerivative(Rule):
    """Nested differentiation that computes the same twice, keeps a graph for nobody, or adds what it should not."""

    card = Card(
        name="nested-second-derivative",
        title="Nested Second Derivative Calls",
        frameworks=(Framework.TORCH,),
        category="Graph and Gradient Management Issues",
        subcategory="Gradient Handling",
        summary="A second derivative computes the first one anew for each component, keeps a graph that nobody "
        "goes through, or is added to the first one.",
        explanation="""\
Nested derivatives are sound mathematics: a physics-informed loss needs `create_graph=True` at every level, since it
is differentiated once more. Three things around them are not.

A Hessian built row by row needs the first gradient once. Where the loop computes it in each pass, every row
pays for a forward pass and a backward pass that gave the same numbers before. Compute it above the loop and go through
its graph with `retain_graph=True`; `torch.func.hessian` does the whole, and for one direction a product of Hessian and
vector is all that is needed.

The last derivative needs no `create_graph=True` where only its numbers are used: with it each result carries
the graph of all derivatives below.

`x.grad.backward()` after `y.backward(create_graph=True)` adds to `x.grad`, where the first derivative already is. For
`x ** 3` at 2 that gives 24, and not 12. Take the first with `torch.autograd.grad`, which stores nothing; this
one is a warning.""",
        consequences=("the same gradient is computed for every row", "graphs kept for nobody", "wrong derivatives"),
        practices=(
            "Compute the first gradient once, or use `torch.func.hessian` or a Hessian-vector product.",
            "Leave `create_graph` out of the last derivative.",
        ),
        bad="""\
import torch

x = torch.linspace(0, 1, 4, requires_grad=True)
hessian = torch.zeros(4, 4)
for i in range(4):
    (gradient,) = torch.autograd.grad(x.sin().prod(), x, create_graph=True)
    hessian[i] = torch.autograd.grad(gradient[i], x)[0]
print(hessian)
""",
        good="""\
import torch

x = torch.linspace(0, 1, 4, requires_grad=True)
hessian = torch.zeros(4, 4)
(gradient,) = torch.autograd.grad(x.sin().prod(), x, create_graph=True)
for i in range(4):
    hessian[i] = torch.autograd.grad(gradient[i], x, retain_graph=True)[0]
print(hessian)
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="What is computed once is the same only where it has no randomness in it; without `create_graph` "
        "nothing can go through the result any more; and a second derivative without the first is another number.",
        severity=Severity.HINT,
        confidence=Confidence.MEDIUM,
        evidence="Hessian of 80 variables: 0.050 s of processor time with the first gradient in the loop, 0.028 s with "
        "it above. Results kept with `create_graph=True`: 1948 KB each, 107 KB without (torch 2.13, CPU).",
        see_also=("uncleared-gradients",),
    )
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report one of three: computed anew, a graph for nobody, added to the first."""
        if not isinstance(node, ast.Call) or model.roles.is_test(node):
            return
        added = model.derivatives.added(node)
        if added is not None:
            variable = model.text(added.variable)
            yield self.finding(
                node,
                f"This adds the second derivative to the first one, which `{model.text(added.first)}` has left in "
                f"`{variable}.grad`. Take the first with `torch.autograd.grad(…, create_graph=True)`.",
                severity=Severity.WARNING,
                related=(Related(span_of(added.first), f"the first derivative goes into `{variable}.grad` here"),),
                fix=self._parted(added, model),
            )
            return
        recomputed = model.derivatives.recomputed(node)
        if recomputed is not None:
            loop, statement, further = recomputed
            yield self.finding(
                node,
                "The loop computes this gradient anew in each pass, and nothing that it depends on changes: every "
                "component pays for a forward and a backward pass. Compute it once, above the loop.",
                related=(
                    Related(model.loop_header(loop), "the loop over components"),
                    *(Related(span_of(call), "differentiated again here") for call in further),
                ),
                fix=self._hoisted(loop, statement, further, model),
            )
            return
        flag = model.derivatives.graph_flag(node)
        if flag is None or not model.derivatives.is_grad(node) or not model.derivatives.is_of_gradient(node):
            return
        if model.derivatives.is_read_only(node):
            yield self.finding(
                flag,
                "Only the numbers of this derivative are used, so the graph that `create_graph=True` makes for it is "
                "made for nobody. Leave it out of the last derivative.",
                fix=self._without_graph(node, flag, model),
            )

    @staticmethod
    def _without_graph(call: ast.Call, flag: ast.keyword, model: Model) -> Fix | None:
        """Drop the flag; where the graph below is needed again, retain that."""
        function = model.structure.function(call) or model.module
        passes = model.gradients.passes(function)
        retained = any(item.arg == "retain_graph" for item in call.keywords)
        repeated = any(isinstance(outer, ast.ListComp | ast.GeneratorExp) for outer in model.structure.ancestors(call))
        needed = repeated or model.structure.loop(call) is not None or passes[-1] is not call
        if needed and not retained:
            changes = tuple(edits.replace(flag, "retain_graph=True"))
            title = "Replace `create_graph=True` by `retain_graph=True`"
        else:
            changes = tuple(edits.remove_argument(model.source, call, flag))
            title = "Remove `create_graph=True`"
        return Fix(title, Safety.UNSAFE, changes, "nothing can go through the result any more") if changes else None

    @staticmethod
    def _hoisted(loop: Loop, statement: ast.Assign, further: list[ast.Call], model: Model) -> Fix | None:
        removed = tuple(edits.delete_statement(model.source, statement)) if len(loop.body) > 1 else ()
        added = tuple(edits.insert_line_before(model.source, loop, model.text(statement)))
        if not removed or not added or statement.lineno != statement.end_lineno:
            return None
        retained: list[Edit] = []
        for call in further:
            if not any(item.arg in ("retain_graph", "create_graph") for item in call.keywords):
                retained += edits.insert_after([*call.args, *call.keywords][-1], ", retain_graph=True")
        return Fix(
            "Compute the first gradient once, above the loop", Safety.UNSAFE, (*removed, *added, *retained),
            "with dropout or other randomness, each pass would have had another gradient",
        )  # fmt: skip

    @staticmethod
    def _parted(added: AddedDerivative, model: Model) -> Fix | None:
        """Take the first derivative by ``torch.autograd.grad``, under a name of its own."""
        function = model.structure.function(added.second) or model.module
        taken = {node.id for node in model.structure.walk(function) if isinstance(node, ast.Name)}
        torch, imports = model.library("torch", added.first)
        start = added.first.func.value if isinstance(added.first.func, ast.Attribute) else None
        plain = start is not None and len(added.first.keywords) == 1 and not added.first.args
        if not plain or start is None or "gradient" in taken or imports:
            return None
        variable = model.text(added.variable)
        first = f"(gradient,) = {torch}.autograd.grad({model.text(start)}, {variable}, create_graph=True)"
        changes = [*edits.replace(added.first, first)]
        for read in added.reads:
            changes += edits.replace(read, "gradient")
        return Fix(
            "Take the first derivative with `torch.autograd.grad`", Safety.UNSAFE, tuple(changes),
            f"`{variable}.grad` is then the second derivative alone",
        )  # fmt: skip
