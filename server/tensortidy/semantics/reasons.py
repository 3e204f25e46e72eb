"""Why gradients are tracked at a place, or are not, in words."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.semantics.model import Model
from tensortidy.semantics.structure import Function
from tensortidy.semantics.values import Answer

_LONGEST = 60

Cause = tuple[Answer, str]
"""What something makes of the mode, and how that is told."""


def grad_reason(model: Model, node: ast.AST) -> str:
    """Why the grad mode at a node is what it is; empty where that is not known."""
    return _reason(model.grad_mode.at(node), list(_causes(model, node)))


def body_reason(model: Model, function: Function) -> str:
    """Why the mode in which a function's body begins is what it is; empty where that is not known."""
    return _reason(model.grad_mode.function(function), list(_of_function(model, function)))


def on_one_line(text: str) -> str:
    """Code that may be written over several lines, short enough to be quoted."""
    joined = " ".join(text.split())
    return joined if len(joined) <= _LONGEST else f"{joined[: _LONGEST - 1]}…"


def lines_in_words(lines: list[int]) -> str:
    """``line 3``, ``lines 3 and 5``, ``lines 3, 5 and 9``."""
    *first, last = map(str, lines)
    return f"lines {', '.join(first)} and {last}" if first else f"line {last}"


def _reason(mode: Answer, causes: list[Cause]) -> str:
    """The first of some causes that makes the mode what it is; empty where none of them does."""
    for answer, reason in causes:
        if answer is mode:
            return reason
    return "nothing switches them off" if mode is Answer.YES and not causes else ""


def _causes(model: Model, node: ast.AST) -> Iterator[Cause]:
    """Everything around a node that touches the mode, the nearest first."""
    function = model.structure.function(node)
    inner = node
    for outer in model.structure.ancestors(node):
        if isinstance(inner, ast.stmt):
            yield from _earlier(model, inner)
        if isinstance(outer, ast.With | ast.AsyncWith) and inner in outer.body:
            for item in reversed(outer.items):
                answer = model.grad_mode.switches(item.context_expr)
                if answer is not None:
                    yield answer, f"`with {on_one_line(model.text(item.context_expr))}` (line {outer.lineno})"
        if outer is function:
            break
        inner = outer
    if isinstance(function, Function):
        yield from _of_function(model, function)


def _earlier(model: Model, statement: ast.stmt) -> Iterator[Cause]:
    """``torch.set_grad_enabled(False)`` above a statement in its block."""
    block = model.structure.block(statement)
    for earlier in reversed(block[: block.index(statement)]):
        if isinstance(earlier, ast.Expr) and isinstance(earlier.value, ast.Call):
            if model.is_one_of(earlier.value.func, "gradients set"):
                answer = model.grad_mode.switches(earlier.value)
                told = f"`{on_one_line(model.text(earlier))}` (line {earlier.lineno})"
                yield answer if answer is not None else Answer.UNKNOWN, told


def _of_function(model: Model, function: Function) -> Iterator[Cause]:
    """What a function's decorators, its class and its callers make of the mode."""
    own = model.grad_mode.own(function)
    for decorator in function.decorator_list:
        answer = model.grad_mode.switches(decorator)
        if own is not None and answer is not None:
            yield answer, f"`@{on_one_line(model.text(decorator))}` (line {decorator.lineno})"
    if own is not None:
        return
    mode = model.grad_mode.function(function)
    if _is_run_by_framework(model, function):
        yield mode, f"the framework that runs `{function.name}` sees to it"
        return
    uses = sorted({use.lineno for use in model.grad_mode.callers(function) if isinstance(use, ast.expr)})
    if uses:
        yield mode, _by_calls(function.name, mode, lines_in_words(uses))
    elif mode is not Answer.YES:
        left = model.grad_mode.leaves() is mode
        yield mode, "the top level of the file switches them" if left else _by_calls(function.name, mode, "other files")


def _by_calls(name: str, mode: Answer, where: str) -> str:
    if mode is Answer.UNKNOWN:
        return f"`{name}` is called in several modes, or in one that is not known ({where})"
    if mode is Answer.NO:
        return f"so they are wherever `{name}` is called ({where})"
    return f"nothing switches them off, here or where `{name}` is called ({where})"


def _is_run_by_framework(model: Model, function: Function) -> bool:
    """Whether a framework, or autograd itself, decides in which mode a method runs."""
    owner = model.structure.parent(function)
    if not isinstance(owner, ast.ClassDef):
        return False
    if "torch.autograd.Function" in model.classes.ancestry(owner)[0]:
        return function.name in ("forward", "backward", "setup_context")
    hooks = tuple(model.knowledge.members("managed", "gradients off"))
    either = model.knowledge.members("managed", "gradients either way")
    return model.classes.is_managed(owner) and (function.name.startswith(hooks) or function.name in either)
