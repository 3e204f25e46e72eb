"""inefficient-gpu-matrix-ops: a product of huge matrices, in one go and in full precision, on the GPU."""

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
from tensortidy.semantics import Model

_GIB = 2**30
# What a small GPU, or one that also holds a model, has no room for.
_MOST = 4 * _GIB
_HALF = 2


class InefficientGpuMatrixOps(Rule):
    """``torch.matmul(a, b)`` of two matrices of 20,000 × 20,000."""

    card = Card(
        name="inefficient-gpu-matrix-ops",
        title="Inefficient GPU Matrix Ops",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor Inefficient Operations",
        summary="A product of very large matrices runs on the GPU in one go and in full precision: operands and result "
        "take more than 4 GiB.",
        explanation="""\
A matrix product holds both operands and the result at the same time. For two float32 matrices of 20,000 × 20,000
that is 1.5 GiB three times, before anything is computed from it. Whether that fits depends on the GPU and on what
else is there; where it does not, the program ends with `CUDA out of memory`.

Three things help. *Half precision*: bfloat16 takes half of the memory, and current GPUs multiply it many times faster;
`torch.autocast` does it for a whole block. *Blocks of rows*: `torch.matmul(a[i:j], b, out=rows)` needs the whole of one
operand only, the others may stay in host memory. *Fewer tensors*: `torch.no_grad()` where nothing is trained, and no
name left on an operand that is not needed any more.

Computing on the CPU instead, as is sometimes advised, trades memory for a run that takes fifty times as long.

Only sizes that are written down in the file are judged, and only more than 4 GiB is reported. It is a hint: you know
your GPU.""",
        consequences=("gigabytes of GPU memory for one operation", "CUDA out of memory on smaller GPUs"),
        practices=("Use bfloat16 or `torch.autocast` for very large products.", "Multiply in blocks of rows."),
        bad="""\
import torch


def gram():
    a = torch.randn(20_000, 20_000, device="cuda")
    b = torch.randn(20_000, 20_000, device="cuda")
    return torch.matmul(a, b)


if torch.cuda.is_available():
    print(gram().shape)
""",
        good="""\
import torch


def gram():
    a = torch.randn(20_000, 20_000, device="cuda", dtype=torch.bfloat16)
    b = torch.randn(20_000, 20_000, device="cuda", dtype=torch.bfloat16)
    return torch.matmul(a, b)


if torch.cuda.is_available():
    print(gram().shape)
""",
        fix_safety=FixSafety.NONE,
        fix_note="There is none: lower precision gives other numbers, and how a product is cut into blocks depends on "
        "what is done with it.",
        severity=Severity.HINT,
        confidence=Confidence.LOW,
        evidence="Computed for 20,000 × 20,000: 4.5 GiB in float32, 2.2 GiB in bfloat16. Measured for 3,000 × 3,000: "
        "108 MB at the peak against 54 MB (torch 2.13, CPU).",
    )
    visits = (ast.Call, ast.BinOp)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a product whose operands and result are known to be huge, on a GPU, and in full precision."""
        operands = _operands(node, model)
        if operands is None or _is_under_autocast(node, model) or model.roles.is_test(node):
            return
        one, other = (model.sizes.of(operand) for operand in operands)
        if one is None or other is None or not (one.is_on_gpu and other.is_on_gpu):
            return
        result = model.sizes.product(one, other)
        held = {found.made: found.size for found in (one, other)}
        if result is None or one.element <= _HALF or sum(held.values()) + result <= _MOST:
            return
        of_operands = sum(held.values()) / _GIB
        yield self.finding(
            node,
            f"This product holds {of_operands + result / _GIB:.1f} GiB of GPU memory at once: operands of "
            f"{of_operands:.1f} GiB, and a result of {result / _GIB:.1f} GiB. Use bfloat16 (`torch.autocast`), or "
            "multiply in blocks of rows.",
            related=tuple(
                Related(span_of(made), f"an operand of {size / _GIB:.1f} GiB is made here")
                for made, size in held.items()
            ),
        )


def _operands(node: ast.AST, model: Model) -> tuple[ast.expr, ast.expr] | None:
    """The two tensors of ``a @ b``, ``torch.matmul(a, b)`` or ``a.mm(b)``."""
    match node:
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            return left, right
        case ast.Call(args=[one, other]) if model.is_one_of(node.func, "matrix products"):
            return one, other
        case ast.Call(func=ast.Attribute(value=one, attr="matmul" | "mm" | "bmm"), args=[other]):
            return (one, other) if model.qualified(node.func) is None else None
    return None


def _is_under_autocast(node: ast.AST, model: Model) -> bool:
    return any(
        isinstance(outer, ast.With)
        and any(
            isinstance(item.context_expr, ast.Call) and model.is_one_of(item.context_expr.func, "autocasts")
            for item in outer.items
        )
        for outer in model.structure.ancestors(node)
    )
