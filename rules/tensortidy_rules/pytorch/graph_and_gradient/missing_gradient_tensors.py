"""missing-gradient-tensors: a custom autograd function that does not save for backward what backward needs."""

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
from tensortidy.semantics import CustomFunction, KeptTensor, Model


class MissingGradientTensors(Rule):
    """Tensors for the backward pass are attributes of the context, or were never saved."""

    card = Card(
        name="missing-gradient-tensors",
        title="Missing Gradient Tensors",
        frameworks=(Framework.TORCH,),
        category="Graph and Gradient Management Issues",
        subcategory="Gradient Handling",
        summary="A custom autograd function keeps tensors for `backward` on `ctx` itself, and not with "
        "`ctx.save_for_backward()`.",
        explanation="""\
What `ctx.save_for_backward(x)` saves is released as soon as `backward()` has used it. An attribute, `ctx.x = x`, lives
as long as the node of the graph does: as long as anybody holds the loss, or whatever else was computed from the
output. Losses that are collected for a plot then hold the inputs of every batch.

The second difference is silent. PyTorch remembers the version of a saved tensor and raises when somebody has changed
it in place before the backward pass. It knows nothing of an attribute: the gradient is computed from the new numbers
and is simply wrong.

Numbers, shapes, flags and strings stay attributes of `ctx`: `save_for_backward` takes tensors (and None) only, and is
called once. A backward pass that asks for `ctx.saved_tensors` where nothing was saved fails at its first run, and is
reported as an error.""",
        consequences=(
            "inputs are held in memory after the backward pass",
            "wrong gradients, without an error, after a change in place",
        ),
        practices=(
            "Give all tensors that `backward` needs to one `ctx.save_for_backward(…)`, and unpack `ctx.saved_tensors`.",
        ),
        bad="""\
import torch


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        return x.pow(2)

    @staticmethod
    def backward(ctx, gradient):
        return 2 * ctx.x * gradient


x = torch.ones(3, requires_grad=True)
Square.apply(x).sum().backward()
print(x.grad)
""",
        good="""\
import torch


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.pow(2)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 2 * x * gradient


x = torch.ones(3, requires_grad=True)
Square.apply(x).sum().backward()
print(x.grad)
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Unsafe where something computed in `forward` is saved: derivatives of second order go through it.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="40 losses kept after `backward()`: 43.2 MB with `ctx.x = x`, 3.0 MB with `save_for_backward`. The "
        "input changed in place before `backward()`: gradient 20.0 for 2.0, against an error (torch 2.13, CPU).",
    )
    visits = (ast.ClassDef,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report the first tensor that a function keeps as an attribute, and saved tensors that nobody saved."""
        function = model.autograd_functions.custom(node) if isinstance(node, ast.ClassDef) else None
        if function is None or model.roles.is_test(function.forward):
            return
        unsaved = model.autograd_functions.unsaved(function)
        if unsaved is not None:
            yield self.finding(
                unsaved,
                f"`{model.text(unsaved)}` is empty: `forward` of `{function.definition.name}` saves nothing, so the "
                f"first backward pass fails. Call `{function.context}.save_for_backward(…)` there.",
                severity=Severity.ERROR,
                related=(Related(span_of(function.forward.body[0]), "nothing is saved from here on"),),
            )
        kept = model.autograd_functions.kept(function)
        if not kept:
            return
        names = " and ".join(f"`{function.context}.{item.name}`" for item in kept)
        verb, them = ("is a tensor", "it") if len(kept) == 1 else ("are tensors", "them")
        yield self.finding(
            kept[0].statement,
            f"{names} {verb} that `backward` reads: as attributes they stay in memory after it, and a change in place "
            f"gives wrong gradients without an error. Give {them} to `{function.context}.save_for_backward()`.",
            related=(
                *(Related(span_of(item.statement), f"`{item.name}` is kept here") for item in kept[1:]),
                *(Related(span_of(item.reads[0]), "and read here, in the backward pass") for item in kept),
            ),
            fix=self._fix(function, kept, model),
        )

    def _fix(self, function: CustomFunction, kept: list[KeptTensor], model: Model) -> Fix | None:
        if model.autograd_functions.saves(function):
            return None
        if any(item.statement not in function.forward.body for item in kept):
            return None  # kept in some cases only: what is saved would have to be so too
        changes = (*self._saved(function, kept, model), *self._unpacked(function, kept, model))
        if not changes or any(edit is None for edit in changes):
            return None
        safe = all(item.is_input for item in kept)
        return Fix(
            f"Save {', '.join(f'`{item.name}`' for item in kept)} with `{function.context}.save_for_backward()`",
            Safety.SAFE if safe else Safety.UNSAFE,
            tuple(edit for edit in changes if edit is not None),
            "" if safe else "second derivatives go through what is saved, and this was computed in `forward`",
        )

    @staticmethod
    def _saved(function: CustomFunction, kept: list[KeptTensor], model: Model) -> Iterator[Edit | None]:
        """One call in the place of the last assignment; None where that is not sure."""
        taken = model.autograd_functions.names_in(function.forward)
        arguments: list[str] = []
        for item in kept:
            plain = isinstance(item.value, ast.Name)
            local = model.text(item.value) if plain else item.name
            if (not plain and local in taken) or not edits.stands_alone(model.source, item.statement):
                yield None
                return
            arguments.append(local)
            for read in model.autograd_functions.uses(function.forward, function.context, item.name):
                yield from edits.replace(read, local)
            call = f"{function.context}.save_for_backward({', '.join(arguments)})"
            if not plain:
                yield from edits.replace(item.statement.targets[0], local)
                if item is kept[-1]:
                    yield from edits.insert_line_after(model.source, item.statement, call)
            elif item is kept[-1]:
                yield from edits.replace(item.statement, call)
            else:
                yield from edits.delete_statement(model.source, item.statement)

    @staticmethod
    def _unpacked(function: CustomFunction, kept: list[KeptTensor], model: Model) -> Iterator[Edit | None]:
        """One line at the top of the backward pass, and names for what was read there; None where that is not sure."""
        taken = model.autograd_functions.names_in(function.backward)
        body = function.backward.body
        has_docstring = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
        first = body[1] if has_docstring and len(body) > 1 else body[0]
        locals_: list[str] = []
        named: list[ast.stmt] = []
        for item in kept:
            holder = next((part for part in body if _names_only(part, item.reads)), None)
            if holder is not None and isinstance(holder, ast.Assign):  # `x = ctx.x`
                locals_.append(model.text(holder.targets[0]))
                named.append(holder)
                continue
            if item.name in taken:
                yield None
                return
            locals_.append(item.name)
            for read in item.reads:
                yield from edits.replace(read, item.name)
        pattern = f"({locals_[0]},)" if len(locals_) == 1 else ", ".join(locals_)
        line = f"{pattern} = {function.context_back}.saved_tensors"
        if not edits.stands_alone(model.source, first) or len(set(locals_)) < len(locals_):
            yield None
        elif first in named:
            yield from edits.replace(first, line)
        else:
            yield from edits.insert_line_before(model.source, first, line)
        for statement in named:
            if statement is not first:
                deleted = tuple(edits.delete_statement(model.source, statement))
                yield from deleted or (None,)


def _names_only(statement: ast.stmt, reads: tuple[ast.Attribute, ...]) -> bool:
    """``x = ctx.x``, where nothing else reads ``ctx.x``."""
    return (
        isinstance(statement, ast.Assign)
        and len(reads) == 1
        and statement.value is reads[0]
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
    )
