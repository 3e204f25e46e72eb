"""Models whose parameters code freezes."""

from __future__ import annotations

import ast

from tensortidy.semantics.evidence import dotted


def frozen_by(node: ast.For | ast.AsyncFor | ast.While) -> tuple[ast.expr, bool] | None:
    """``for p in model.parameters(): p.requires_grad = False``: the model, and whether all of it is frozen."""
    if isinstance(node, ast.While) or not isinstance(node.iter, ast.Call) or len(node.body) != 1:
        return None
    called, body = node.iter.func, node.body[0]
    if not isinstance(called, ast.Attribute) or called.attr not in ("parameters", "named_parameters"):
        return None
    always = not isinstance(body, ast.If)
    if isinstance(body, ast.If):
        body = body.body[0]
    targets = {item.id for item in ast.walk(node.target) if isinstance(item, ast.Name)}
    match body:
        case (
            ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id=name), attr="requires_grad")], value=ast.Constant(value=False)
            )
            | ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="requires_grad_"), args=[ast.Constant(value=False)]
                )
            )
        ):
            return (called.value, always) if name in targets and dotted(called.value) else None
    return None
