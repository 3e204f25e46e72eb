"""accumulated-object-references: custom autograd functions that put tensors where they stay, or need an object."""

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
from tensortidy.semantics import Answer, Function, Kind, Model
from tensortidy.source import Position, Span

_FUNCTIONS = frozenset({"torch.autograd.Function", "torch.autograd.function.Function"})
_PASSES = ("forward", "backward")
# What `ctx` has, and an object of the class would have too.
_CONTEXT = frozenset({
    "save_for_backward", "save_for_forward", "saved_tensors", "saved_variables", "needs_input_grad", "mark_dirty",
    "mark_non_differentiable", "set_materialize_grads", "mark_shared_storage", "to_save", "non_differentiable",
})  # fmt: skip


class AccumulatedObjectReferences(Rule):
    """A custom autograd function fills a list that nobody empties, or keeps its state on an object."""

    card = Card(
        name="accumulated-object-references",
        title="Accumulated Object References",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor/Object Retention",
        summary="A custom autograd function collects tensors in a list of the module or class, or needs an instance.",
        explanation="""\
The forward and backward pass of a `torch.autograd.Function` run once for each call of the network. A tensor that
they append to a list of the module or of the class stays there: the inputs of all batches pile up, and with them
the graphs that the inputs belong to. `ctx.save_for_backward()` keeps a tensor for exactly as long as it is needed:
until the backward pass has run, or the output is gone.

State on an instance (`self.scale` from `__init__`, `forward` and `backward` without `@staticmethod`) is how autograd
functions were written until PyTorch 1.5. An instance could be used twice, and kept what it had saved. Calling one
raises `RuntimeError` now; `apply()` never makes one, and hands `ctx` in where `self` stands. Write both as static
methods with `ctx`, and hand settings in as arguments, for each of which `backward` returns `None`.

`@staticmethod` alone stops no accumulation: a static method can fill a list of the module just as well.""",
        consequences=("memory grows with each batch, and is not released after an epoch", "out-of-memory errors"),
        practices=(
            "Keep what the backward pass needs with `ctx.save_for_backward()`, and nothing anywhere else.",
            "Make `forward` and `backward` static methods, and call the function by `apply()`.",
        ),
        bad="""\
import torch

seen = []


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        seen.append(gradient)
        return 2 * x * gradient


weight = torch.ones(4, requires_grad=True)
for step in range(3):
    weight.grad = None
    Square.apply(weight * step).sum().backward()
print(weight.grad)
""",
        good="""\
import torch

seen = []


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 2 * x * gradient


weight = torch.ones(4, requires_grad=True)
for step in range(3):
    weight.grad = None
    Square.apply(weight * step).sum().backward()
print(weight.grad)
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="Another file may read what is collected; where this one does, there is no fix. Making `forward` and "
        "`backward` static is safe: `apply()` "
        "hands `ctx` in where `self` stands. Where they need state of an instance there is no fix: it has to become an "
        "argument, which is for the author to name.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="60 steps with a 1 MB input: 1,080 KB kept a step with a list of the module or of the class, 51 KB "
        "without; calling an instance raises RuntimeError (torch 2.13, CPU).",
    )
    visits = (ast.Call, ast.Assign, ast.AugAssign, ast.ClassDef)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report what custom autograd functions collect, those that are not static, and calls of their objects."""
        if isinstance(node, ast.ClassDef):
            yield from self._not_static(node, model)
            return
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Call):
            yield from self._called(node, node.func, model)
        yield from self._collecting(node, model)

    # ------------------------------------------------------------ what is collected

    def _collecting(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        filled = model.stores.filled(node)
        method = model.structure.function(node) if filled is not None else None
        if filled is None or not isinstance(method, Function) or method.name not in _PASSES:
            return
        holder, value, key = filled
        owner = model.structure.parent(method)
        if not isinstance(owner, ast.ClassDef) or not _is_function(owner, model):
            return
        if model.stores.home(holder) is method or _root(holder) in _first(method) or not _is_new(key, model):
            return
        statement = model.structure.statement(node)
        if statement is None or model.contexts.kept(statement) is not None:
            return  # what forward hands to backward by a container is improper-tensor-retention
        if not _holds_tensor(value, method, model) or model.stores.is_emptied(holder):
            return
        kept = model.text(holder)
        made = model.stores.made(holder)
        related = [Related(span_of(made), f"`{kept}` is made here, once")] if made is not None else []
        related.append(Related(_header(method, model), f"`{method.name}` runs for each batch"))
        yield self.finding(
            node,
            f"`{kept}` gets another tensor each time that `{owner.name}` runs its {method.name} pass, and nothing ever "
            "empties it: the tensors of all batches stay in memory. What backward needs belongs into "
            "`ctx.save_for_backward()`.",
            related=tuple(related),
            fix=self._let_go(statement, holder, value, model),
        )

    @staticmethod
    def _let_go(statement: ast.stmt, holder: ast.expr, value: ast.expr, model: Model) -> Fix | None:
        last = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
        read = any(not model.structure.inside(other, statement) for other in model.structure.reads(last))
        if read or len(model.structure.block(statement)) == 1:
            return None
        changes = tuple(edits.delete_statement(model.source, statement))
        reason = "another file may read what is collected"
        return Fix(f"Do not collect `{model.text(value)}`", Safety.UNSAFE, changes, reason) if changes else None

    # ------------------------------------------------------------ what needs an instance

    def _not_static(self, node: ast.ClassDef, model: Model) -> Iterator[Finding]:
        methods = [
            item for item in node.body
            if isinstance(item, ast.FunctionDef) and item.name in _PASSES and not _is_static(item, node, model)
        ]  # fmt: skip
        if not methods or not _is_function(node, model):
            return
        state = _state(node, methods, model)
        first, *others = methods
        if state:
            then = f"`apply()` hands `ctx` in, which has no `{state}`, and calling an instance raises RuntimeError. "
            what = f"Hand `{state}` in as an argument, and make both passes static."
        else:
            then = "It works by `apply()` alone, which hands `ctx` in where `self` stands. "
            what = "Make both passes static."
        changes = [edit for item in methods for edit in edits.add_decorator(model.source, item, "@staticmethod")]
        fix = Fix("Make `forward` and `backward` static", Safety.SAFE, tuple(changes))
        yield self.finding(
            _header(first, model),
            f"`{first.name}` of the autograd function `{node.name}` wants an instance. {then}{what}",
            related=tuple(Related(_header(item, model), "this pass too") for item in others),
            fix=fix if changes and not state and not any(item.decorator_list for item in methods) else None,
        )

    def _called(self, node: ast.Call, made: ast.Call, model: Model) -> Iterator[Finding]:
        """``Square()(x)``."""
        definition = model.names.definition(made.func)
        if not isinstance(definition, ast.ClassDef) or not _is_function(definition, model):
            return
        if model.classes.own_method(definition, "__call__") is not None:
            return
        reason = "the call raises as it stands, and what comes after it has never run"
        changes = tuple(edits.replace(made, f"{model.text(made.func)}.apply"))
        fix = Fix(f"Call `{definition.name}.apply()`", Safety.UNSAFE, changes, reason)
        yield self.finding(
            node,
            f"Calling an instance of the autograd function `{definition.name}` raises RuntimeError. "
            f"Call `{definition.name}.apply()`; it makes no instance.",
            severity=Severity.ERROR,
            related=(Related(_header(definition, model), f"`{definition.name}` is an autograd function"),),
            fix=None if made.args or made.keywords else fix,
        )


def _is_function(owner: ast.ClassDef, model: Model) -> bool:
    return not model.classes.ancestry(owner)[0].isdisjoint(_FUNCTIONS)


def _is_static(method: ast.FunctionDef, owner: ast.ClassDef, model: Model) -> bool:
    """``@staticmethod``, or ``forward = staticmethod(forward)`` further down."""
    wrapped = (item.value for item in owner.body if isinstance(item, ast.Assign))
    calls = [value.func for value in wrapped if isinstance(value, ast.Call)]
    static = [*method.decorator_list, *calls]
    return any(model.qualified(item) in ("staticmethod", "classmethod") for item in static)


def _state(owner: ast.ClassDef, methods: list[ast.FunctionDef], model: Model) -> str:
    """An attribute of the instance that the passes read and do not set; empty where there is none."""
    own = [
        node for method in methods for node in model.structure.walk(method)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and [node.value.id] == _first(method)
    ]  # fmt: skip
    passed = {node.attr for node in own if isinstance(node.ctx, ast.Store)} | _CONTEXT
    read = [node for node in own if isinstance(node.ctx, ast.Load) and node.attr not in passed]
    if read:
        return f"{_first(methods[0])[0]}.{read[0].attr}"
    made = model.classes.own_method(owner, "__init__")
    return "__init__" if made is not None else ""


def _first(method: Function) -> list[str]:
    return [parameter.arg for parameter in method.args.args[:1]]


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_new(key: ast.expr | None, model: Model) -> bool:
    """Whether a key is another one each time: ``len(kept)``, ``id(x)``, ``x.data_ptr()``; true for lists."""
    if not isinstance(key, ast.Call):
        return key is None
    pointer = isinstance(key.func, ast.Attribute) and key.func.attr == "data_ptr"
    return pointer or model.qualified(key.func) in ("id", "len")


def _holds_tensor(value: ast.expr, method: Function, model: Model) -> bool:
    """Whether what is kept is a tensor: what the pass is given, or something computed from that."""
    match value:
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return any(_holds_tensor(element, method, model) for element in elements)
        case ast.BinOp(left=left, right=right):
            return _holds_tensor(left, method, model) or _holds_tensor(right, method, model)
        case ast.Call(func=ast.Attribute(attr=name, value=inner)) if model.qualified(value.func) is None:
            tensors = model.knowledge.members("tensor", "same") | {"detach", "cpu"}
            return name in tensors and _holds_tensor(inner, method, model)
    if model.value(value).is_a(Kind.TENSOR) is Answer.YES:
        return True
    if model.value(value).kind is not None or not isinstance(value, ast.Name):
        return False
    bindings = model.names.bindings(value.id, value)
    if len(bindings) != 1:
        return False
    parameter = bindings[0].node
    if not isinstance(parameter, ast.arg):
        made = bindings[0].value
        return made is not None and _holds_tensor(made, method, model)
    given = method.args.args[1:]
    return parameter in given and (method.name == "backward" or parameter is given[0] or _is_saved(parameter, method))


def _is_saved(parameter: ast.arg, method: Function) -> bool:
    """Whether ``ctx.save_for_backward(…)`` gets a parameter: then it is a tensor."""
    calls = [node for node in ast.walk(method) if isinstance(node, ast.Call)]
    saved = [call.args for call in calls if getattr(call.func, "attr", "") == "save_for_backward"]
    return any(isinstance(item, ast.Name) and item.id == parameter.arg for given in saved for item in given)


def _header(definition: Function | ast.ClassDef, model: Model) -> Span:
    """The first line of a class or method, ``def forward(self, x):``."""
    return Span(span_of(definition).start, Position(definition.lineno, len(model.source.line(definition.lineno))))
