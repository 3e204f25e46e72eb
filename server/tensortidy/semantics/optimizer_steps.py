"""Steps of optimizers: with which gradients they are made, and what clears these."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.effects import Effects
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.uses import Uses
from tensortidy.semantics.values import Value

_CLEARING_WORDS = ("zero_grad", "clear_grad", "reset_grad", "zero_all_grad")
_BRANCHES = (ast.If, ast.IfExp, ast.Try, ast.Match, ast.ExceptHandler, ast.BoolOp)
_JUMPS = (ast.Continue, ast.Break, ast.Return)


@dataclass(frozen=True)
class OptimizerStep:
    """An optimizer's step that each pass of a loop makes. ``call`` makes it, ``optimizer`` is how it is written.

    ``loop`` repeats the step, or the call of its function; ``backward`` is the pass that its gradients come from.
    """

    call: ast.Call
    optimizer: ast.expr
    loop: Loop
    backward: ast.Call


class OptimizerSteps:
    """Questions about the optimizers' steps of one module."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        inference: Inference,
        gradients: Gradients,
        knowledge: Knowledge,
        flow: Effects,
        uses: Uses,
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._gradients = gradients
        self._knowledge = knowledge
        self._flow = flow
        self._uses = uses

    def stepped(self, call: ast.Call) -> ast.expr | None:
        """The optimizer of PyTorch that a call steps: ``optimizer.step()``, ``scaler.step(optimizer)``; else None.

        A step that is given a closure clears its gradients there.
        """
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "step" or call.keywords:
            return None
        if not call.args and self._is_plain_optimizer(call.func.value):
            return call.func.value
        scaler = self._inference.value(call.func.value)
        if len(call.args) == 1 and self._knowledge.is_one_of(scaler.name, "gradient scalers"):
            return call.args[0] if self._is_plain_optimizer(call.args[0]) else None
        return None

    def is_step_of_library(self, call: ast.Call) -> bool:
        """Whether a call steps one of the optimizers of ``torch.optim``, that use the numbers of gradients alone."""
        optimizer = self.stepped(call)
        name = self._inference.value(optimizer).name if optimizer is not None else ""
        return name.startswith("torch.optim.") and name != "torch.optim.Optimizer"

    def uncleared(self, call: ast.Call) -> OptimizerStep | None:
        """The step that a call makes again and again with gradients that nothing in sight clears.

        None where the step is left out in some iterations, where the optimizer is made anew in each, and where code
        that cannot be seen is given the optimizer or whatever holds it.
        """
        optimizer = self.stepped(call)
        if optimizer is None or not isinstance(optimizer, ast.Name | ast.Attribute):
            return None
        for loop, places in self._repetitions(call):
            outermost = [*self._structure.loops(places[-1])][-1]
            if self._is_left_out(places, loop) or self._is_made_in(optimizer, loop):
                continue
            parts = list(self._flow.reached(outermost))
            backward = self._backward(call, loop)
            if backward is None or any(self._may_clear(part, optimizer) for part in parts):
                continue
            return OptimizerStep(call, optimizer, loop, backward)
        return None

    def cleared_before(self, call: ast.Call) -> tuple[ast.Call, ast.stmt, ast.stmt] | None:
        """A backward pass, the statement that throws its gradients away, and the one that makes the step without any.

        ``call`` is ``optimizer.zero_grad()`` between ``loss.backward()`` and ``optimizer.step()``, with nothing between
        them that could make gradients.
        """
        statement = self._structure.statement(call)
        if (
            not isinstance(statement, ast.Expr)
            or statement.value is not call
            or not isinstance(call.func, ast.Attribute)
        ):
            return None
        path = dotted(call.func.value)
        if call.func.attr != "zero_grad" or path is None or not self._is_plain_optimizer(call.func.value):
            return None
        block = self._structure.block(statement)
        at = block.index(statement)
        step = next((item for item in block[at + 1 :] if not self._is_idle(item)), None)
        made = step.value if isinstance(step, ast.Expr) else None
        stepped = self.stepped(made) if isinstance(made, ast.Call) else None
        if step is None or stepped is None or dotted(stepped) != path:
            return None
        for before in reversed(block[:at]):
            if self._is_idle(before):
                continue
            value = before.value if isinstance(before, ast.Expr) else None
            if isinstance(value, ast.Call) and self._gradients.is_backward(value):
                return value, statement, step
            return None
        return None

    # ------------------------------------------------------------ the optimizer

    def _is_plain_optimizer(self, node: ast.expr) -> bool:
        """Whether this is certainly an optimizer of a library: one of the project may clear gradients in its step."""
        value: Value = self._inference.value(node)
        return value.kind is Kind.OPTIMIZER and value.definition is None

    def _is_made_in(self, optimizer: ast.expr, loop: Loop) -> bool:
        """Whether the optimizer is bound in the loop, or in the function that the loop calls."""
        if isinstance(optimizer, ast.Attribute):
            path = dotted(optimizer)
            return any(
                isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and dotted(node) == path
                for part in self._flow.reached(loop)
                for node in self._structure.walk(part)
            )
        if not isinstance(optimizer, ast.Name):
            return True
        bindings = self._names.bindings(optimizer.id, optimizer)
        inside = any(self._structure.inside(item.node, loop) for item in bindings)
        own = self._structure.function(optimizer)
        if inside or own is self._structure.function(loop):
            return inside
        return any(
            not isinstance(item.node, ast.arg) and self._structure.function(item.node) is own for item in bindings
        )

    # ------------------------------------------------------------ repetition

    def _repetitions(self, call: ast.Call) -> Iterator[tuple[Loop, Sequence[ast.AST]]]:
        """The loops that repeat a call, with the call and, where it stands in a function that one calls, that call."""
        loop = self._structure.loop(call)
        function = self._structure.function(call)
        if loop is not None:
            yield loop, (call,)
        elif isinstance(function, Function):
            for use in self._uses.of(function):
                caller = self._structure.parent(use)
                outer = self._structure.loop(use)
                if isinstance(caller, ast.Call) and caller.func is use and outer is not None:
                    yield outer, (call, caller)

    def _is_left_out(self, places: Sequence[ast.AST], loop: Loop) -> bool:
        """Whether some iterations may not come to a place, or stop there: then gradients are added up on purpose."""
        for place in places:
            region: ast.AST = loop if place is places[-1] else self._structure.function(place) or loop
            for outer in self._structure.ancestors(place):
                if outer is region:
                    break
                if isinstance(outer, _BRANCHES) or (isinstance(outer, ast.With) and self._accumulates(outer)):
                    return True
            jumps = (jump for kind in _JUMPS for jump in self._structure.within(region, kind))
            if any(self._jumps(jump, region, place) for jump in jumps):
                return True
        return False

    def _jumps(self, node: ast.AST, region: ast.AST, place: ast.AST) -> bool:
        """Whether a jump leaves an iteration before the step, or ends the loop at once after it."""
        if self._structure.function(node) is not self._structure.function(place):
            return False
        if isinstance(region, Function):
            return isinstance(node, ast.Return) and node.lineno < place.lineno  # type: ignore[attr-defined]
        if self._structure.loop(node) is not region:
            return False
        unconditional = self._structure.parent(node) is region
        return unconditional or node.lineno < place.lineno  # type: ignore[attr-defined]

    @staticmethod
    def _accumulates(block: ast.With) -> bool:
        """``with accelerator.accumulate(model):``."""
        calls = [item.context_expr for item in block.items if isinstance(item.context_expr, ast.Call)]
        return any(isinstance(call.func, ast.Attribute) and "accumulat" in call.func.attr for call in calls)

    def _backward(self, step: ast.Call, loop: Loop) -> ast.Call | None:
        """The backward pass that each iteration makes, in the same function or in one that the loop calls."""
        for part in self._flow.reached(loop):
            for call in self._gradients.passes(part):
                if self._names.qualified(call.func) == "torch.autograd.grad":
                    return None  # gradients are handed over by hand
                if any(isinstance(outer, ast.Lambda) for outer in self._structure.ancestors(call)):
                    continue
                if self._structure.function(call) in (self._structure.function(step), part):
                    return call
        return None

    # ------------------------------------------------------------ clearing

    def _may_clear(self, part: ast.AST, optimizer: ast.expr) -> bool:
        calls = self._structure.within(part, ast.Call)
        if any(map(_is_clearing_call, calls)) or any(map(self._clears, self._structure.within(part, ast.Attribute))):
            return True
        return any(self._hands_over(call, optimizer) for call in calls)

    def _clears(self, node: ast.Attribute) -> bool:
        """``p.grad = None``, ``p.grad.zero_()``, ``del p.grad``."""
        if node.attr != "grad":
            return False
        if not isinstance(node.ctx, ast.Load):
            return True
        outer = self._structure.parent(node)
        while isinstance(outer, ast.Attribute):
            if outer.attr in ("zero_", "fill_", "mul_", "copy_", "detach_", "set_"):
                return True
            outer = self._structure.parent(outer)
        return False

    def _hands_over(self, node: ast.Call, optimizer: ast.expr) -> bool:
        """Whether unknown code is given the optimizer, or is a method of the object that holds it."""
        if self.stepped(node) is not None or self._flow.function_called(node) is not None:
            return False
        name = self._names.qualified(node.func)
        if name is not None and (name.startswith("torch.") or "." not in name):
            return False
        path = dotted(optimizer) or ""
        holder = path.rpartition(".")[0]
        given = {dotted(item) for item in (*node.args, *(keyword.value for keyword in node.keywords))}
        if path in given or (holder and holder in given):
            return True
        if not holder or not isinstance(node.func, ast.Attribute) or dotted(node.func.value) != holder:
            return False
        owner = self._structure.class_of(node)  # what it assigns to itself is called, and not a method of a base
        return owner is None or not self._classes.assignments(owner, node.func.attr)

    def _is_idle(self, statement: ast.stmt) -> bool:
        """A statement that neither makes nor changes gradients: a string, ``print``, a function of PyTorch's."""
        if isinstance(statement, ast.Pass):
            return True
        if not isinstance(statement, ast.Expr):
            return False
        if isinstance(statement.value, ast.Constant):
            return True
        if not isinstance(statement.value, ast.Call):
            return False
        name = self._names.qualified(statement.value.func) or ""
        return name == "print" or name.startswith("torch.nn.utils.clip_grad")


def _is_clearing_call(call: ast.Call) -> bool:
    """``zero_grad()`` of whatever it may be."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return any(word in name for word in _CLEARING_WORDS) or any(
        keyword.arg is not None and "zero_grad" in keyword.arg for keyword in call.keywords
    )
