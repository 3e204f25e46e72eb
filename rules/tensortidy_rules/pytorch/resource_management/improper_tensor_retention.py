"""improper-tensor-retention: tensors kept where autograd does not know of them, or longer than the pass."""

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
from tensortidy.semantics import ESCAPES, Answer, Destination, Function, KeptOutput, Model


class ImproperTensorRetention(Rule):
    """A custom autograd function keeps a tensor without ``save_for_backward``, or an output outlives its pass."""

    card = Card(
        name="improper-tensor-retention",
        title="Improper Tensor Retention",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor Storage Mismanagement",
        summary="A tensor is put into `ctx`, a map or a list that keeps it, and its graph, longer than it is needed.",
        explanation="""\
A custom autograd function hands tensors from `forward()` to `backward()`. `ctx.save_for_backward(y)` is made
for that, and a plain attribute is not the same:

* **`ctx.y = y` of an output** is a circle: the output refers to its graph node, the node to `ctx`, and `ctx` to
  the output. Nothing is freed when the last variable goes, only when Python's garbage collector happens to come
  by, and on a GPU the memory may run out long before. A change of `y` in place goes unnoticed too, and the gradient
  is silently wrong; a saved tensor raises.
* **A map or list outside the function** keeps the tensors of every call for ever.

The same holds for outputs of a model that a method puts into a list of its object or of the module, and that nothing
empties: each keeps the graph that made it. Keep `out.detach()`, unless `backward()` will be called on it.

Numbers, shapes and flags belong into attributes of `ctx`. Inputs there are the business of
`missing-gradient-tensors`, outputs that a loop collects that of `unreleased-tensor-references`.""",
        consequences=(
            "memory is freed late or never",
            "wrong gradients after a change in place",
            "out-of-memory errors",
        ),
        practices=("Hand tensors to `backward()` through `save_for_backward`; detach outputs that are kept.",),
        bad="""\
import torch


class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.y = y
        return y

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.y


x = torch.ones(3, requires_grad=True)
Exp.apply(x).sum().backward()
print(x.grad)
""",
        good="""\
import torch


class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, grad):
        (y,) = ctx.saved_tensors
        return grad * y


x = torch.ones(3, requires_grad=True)
Exp.apply(x).sum().backward()
print(x.grad)
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="Saved tensors are let go by the backward pass, so a second one wants `retain_graph=True`, and a "
        "change in place raises. What is kept elsewhere may be back-propagated by code that is not in sight.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="60 outputs of 1 MB, garbage collector off: 63.2 MB stay with `ctx.y = y`, 3.0 MB with "
        "`save_for_backward`; after a change in place the gradient is 13.59 instead of 2.718. 100 outputs kept: 605 KB "
        "each with their graphs, 16 KB detached (torch 2.13, CPU).",
        see_also=("missing-gradient-tensors", "unreleased-tensor-references", "forward-pass-tensor-attribute"),
    )
    visits = (ast.Assign, ast.AugAssign, ast.Expr)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report tensors on ``ctx`` or in a map that outlives the pass, and outputs that methods put away."""
        if not isinstance(node, ast.stmt):
            return
        kept = model.contexts.kept(node)
        if kept is not None:
            yield self._in_function(kept, model)
        else:
            yield from self._put_away(node, model)

    # ------------------------------------------------------------ custom autograd functions

    def _in_function(self, found: KeptOutput, model: Model) -> Finding:
        target, name = model.text(found.target), found.value.id
        if not found.on_context:
            message = (
                f"`{target}` outlives the pass and keeps `{name}` of every call. Hand it to `backward()` with "
                f"`save_for_backward({name})`."
            )
        else:
            message = (
                f"`{target} = {name}` ties the output to its own graph node in a circle: its memory waits for the "
                f"garbage collector. Use `save_for_backward({name})`."
            )
        backward = model.contexts.backward(found.owner)
        related = [Related(span_of(found.statement), f"`{name}` is kept here")] if not found.on_context else []
        made = model.last_assignment(found.value)
        if made is not None:
            related.append(Related(span_of(made), f"`{name}` is made here"))
        if backward is not None and isinstance(found.target, ast.Attribute):
            reads = [use for use in model.contexts.uses(found.owner, found.target.attr) if use is not found.target]
            related.extend(Related(span_of(read), "and read here") for read in reads[:1])
        return self.finding(
            found.statement,
            message,
            related=tuple(related),
            fix=self._saved(found, backward, model) if backward is not None and found.on_context else None,
        )

    @staticmethod
    def _saved(found: KeptOutput, backward: Function, model: Model) -> Fix | None:
        """``save_for_backward`` in ``forward()``, its unpacking and all reads in ``backward()``."""
        assert isinstance(found.target, ast.Attribute)
        attribute = found.target.attr
        reads = [use for use in model.contexts.uses(found.owner, attribute) if use is not found.target]
        own = f"{model.contexts.context(backward)}.{attribute}"
        if any(model.text(read) != own or not model.structure.inside(read, backward) for read in reads):
            return None
        named = {node.id for node in ast.walk(backward) if isinstance(node, ast.Name)}
        if attribute in named | {item.arg for item in backward.args.args}:
            return None
        saves, unpackings = model.contexts.saves(found.forward), model.contexts.unpackings(backward)
        changes: list[Edit] = [edit for read in reads for edit in edits.replace(read, attribute)]
        context = model.contexts.context(backward)
        if not saves and not unpackings and edits.stands_alone(model.source, backward.body[0]):
            call = f"{model.contexts.context(found.forward)}.save_for_backward({found.value.id})"
            changes.extend(edits.replace(found.statement, call))
            first = backward.body[1 if ast.get_docstring(backward) and len(backward.body) > 1 else 0]
            line = f"({attribute},) = {context}.saved_tensors"
            changes.extend(edits.insert_line_before(model.source, first, line))
        elif len(saves) == len(unpackings) == 1 and saves[0].args and not saves[0].keywords:
            unpacked = model.structure.statement(unpackings[0])
            target = unpacked.targets[0] if isinstance(unpacked, ast.Assign) else None
            whole = isinstance(unpacked, ast.Assign) and unpacked.value is unpackings[0]
            held = saves[0].args
            plain = all(isinstance(part, ast.Name | ast.Attribute | ast.Call) for part in held)
            same_block = model.structure.parent(saves[0]) in model.structure.block(found.statement)
            if not (whole and plain and same_block and isinstance(target, ast.Tuple) and len(target.elts) == len(held)):
                return None
            if any(read.lineno <= unpackings[0].lineno for read in reads):
                return None
            if saves[0].lineno < span_of(found.value).start.line and not _is_bound_before(found.value, saves[0], model):
                return None
            changes.extend(edits.insert_after(held[-1], f", {found.value.id}"))
            names = [*map(model.text, target.elts), attribute]
            changes.extend(edits.replace(target, ", ".join(names)))
            changes.extend(edits.delete_statement(model.source, found.statement))
        else:
            return None
        reason = "a second backward pass then wants `retain_graph=True`, and a change in place raises"
        return Fix(f"Hand `{found.value.id}` over with `save_for_backward`", Safety.UNSAFE, tuple(changes), reason)

    # ------------------------------------------------------------ outputs that methods put away

    def _put_away(self, node: ast.stmt, model: Model) -> Iterator[Finding]:
        """``self.outputs.append(model(x))`` outside loops, where nothing empties or back-propagates the list."""
        put = model.stores.filled(node.value if isinstance(node, ast.Expr) else node)
        function = model.structure.function(node)
        if put is None or not isinstance(function, Function) or model.structure.loop(node) is not None:
            return
        holder, value, key = put
        if model.memories.push(node) is not None:
            return  # a replay memory is another smell
        if isinstance(key, ast.Constant) or model.graph_tensors.is_graph_tensor(value) is not Answer.YES:
            return
        home = model.stores.home(holder)
        if home is None or home is function or model.stores.is_emptied(holder) or _is_forward(node, model):
            return
        if isinstance(home, Function) or model.gradients.is_differentiable_gradient(value) or model.roles.is_test(node):
            return
        if not _is_read_here(holder, model):
            return  # other files read it, and may go backward from it
        where = model.structure.module
        fates = model.flow.destinations_of_path(model.text(holder), where, but=node)
        if Destination.BACKWARD in fates or fates & ESCAPES:
            return
        name = model.text(value)
        made = model.last_assignment(value)
        first = model.stores.made(holder)
        related = [Related(span_of(made), f"`{name}` is made here")] if made is not None else []
        related += [Related(span_of(first), "what keeps it is made here")] if first is not None else []
        simple = isinstance(value, ast.Name | ast.Attribute | ast.Call | ast.Subscript)
        changes = tuple(edits.insert_after(value, ".detach()")) if simple else ()
        reason = "code that is not in sight may back-propagate through it"
        yield self.finding(
            node,
            f"`{model.text(holder)}` outlives this call and keeps `{name}` with its graph and all activations behind "
            f"it; nothing here empties it. Keep `{name}.detach()`.",
            related=tuple(related),
            assumptions=model.graph_tensors.graph_assumptions(value),
            fix=Fix(f"Keep `{name}.detach()`", Safety.UNSAFE, changes, reason) if changes else None,
        )


def _is_bound_before(value: ast.Name, call: ast.Call, model: Model) -> bool:
    """Whether a variable has its value where ``save_for_backward`` is called already."""
    made = [model.structure.statement(binding.node) for binding in model.names.bindings(value.id, value)]
    return all(statement is not None and statement.lineno < call.lineno for statement in made)


def _is_forward(node: ast.stmt, model: Model) -> bool:
    """Whether a statement is part of the forward pass of what may be a module."""
    owner = model.structure.class_of(node)
    plain = owner is not None and model.classes.is_module(owner) is Answer.NO
    return model.roles.is_forward(node) and not plain


def _is_read_here(holder: ast.expr, model: Model) -> bool:
    """Whether the file itself reads a container, and does more with it than to put something in."""
    last = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
    statements = [model.structure.statement(read) for read in model.structure.reads(last)]
    parts = [part.value if isinstance(part, ast.Expr) else part for part in statements if part is not None]
    return any(model.stores.filled(part) is None for part in parts)
