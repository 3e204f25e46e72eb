"""Gradients that have a graph of their own: who makes them, and who goes through them again."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tensortidy.semantics.effects import Effects
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.flow import Destination
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.names import Names
from tensortidy.semantics.optimizer_steps import OptimizerSteps
from tensortidy.semantics.structure import Loop, Structure

_WITHOUT_GRAPH = frozenset({
    "data", "detach", "detach_", "zero_", "item", "shape", "tolist", "numpy", "cpu", "dtype", "device", "fill_",
})  # fmt: skip
_TAKES_VALUES = frozenset({"detach", "item", "tolist", "numpy"})


@dataclass(frozen=True)
class AddedDerivative:
    """A second derivative that is added to the first one: ``y.backward(create_graph=True); x.grad.backward()``."""

    first: ast.Call
    second: ast.Call
    variable: ast.expr
    reads: tuple[ast.Attribute, ...]
    """The places between the two passes, and in the second, that read the first derivative."""


class Derivatives:
    """Questions about derivatives of higher order in one module."""

    def __init__(
        self, structure: Structure, names: Names, gradients: Gradients, flow: Effects, steps: OptimizerSteps
    ) -> None:
        self._structure = structure
        self._names = names
        self._gradients = gradients
        self._flow = flow
        self._steps = steps

    def graph_flag(self, call: ast.Call) -> ast.keyword | None:
        """The ``create_graph=True`` of a call that goes backward, where it stands there."""
        flag = next((item for item in call.keywords if item.arg == "create_graph"), None)
        if flag is None or not (isinstance(flag.value, ast.Constant) and flag.value.value is True):
            return None
        return flag if self._gradients.is_backward(call) else None

    def is_grad(self, call: ast.AST) -> bool:
        """Whether this is a call of ``torch.autograd.grad``, which returns gradients and sets none."""
        return isinstance(call, ast.Call) and self._names.qualified(call.func) == "torch.autograd.grad"

    # ------------------------------------------------------------ gradients of parameters

    def is_unused(self, call: ast.Call) -> bool:
        """Whether ``backward(create_graph=True)`` gives its gradients graphs, and a library's optimizer just steps.

        Not where anything in sight reads ``.grad``, or differentiates by ``torch.autograd.grad``.
        """
        if self.graph_flag(call) is None or self.is_grad(call):
            return False
        function = self._structure.function(call) or self._structure.module
        region = self._structure.loop(call) or function
        calls = [node for node in self._structure.walk(region) if isinstance(node, ast.Call)]
        if not any(self._steps.is_step_of_library(node) for node in calls):
            return False
        reached = [node for part in self._flow.reached(function) for node in self._structure.walk(part)]
        return not any(self.reads_gradient(node) or self.is_grad(node) for node in reached)

    def reads_gradient(self, node: ast.AST) -> bool:
        """``p.grad`` where its graph may matter: not to clear it, nor for its numbers alone."""
        if not isinstance(node, ast.Attribute) or node.attr != "grad" or not isinstance(node.ctx, ast.Load):
            return False
        outer = self._structure.parent(node)
        if isinstance(outer, ast.Compare):  # if p.grad is not None
            return False
        if isinstance(outer, ast.Attribute) and outer.attr in _WITHOUT_GRAPH:
            return False
        return not self._is_module_name(node)

    def _is_module_name(self, node: ast.Attribute) -> bool:
        """``torch.autograd.grad``."""
        return self._names.qualified(node) is not None

    def is_the_only_use(self, call: ast.Call) -> bool:
        """Whether nothing can need the graphs of the gradients of a pass, nor the graph that it retains.

        The pass is the only one of its function, starts from what the loop computes, and no code of the module reads
        a gradient.
        """
        loop, function = self._structure.loop(call), self._structure.function(call) or self._structure.module
        if loop is None or len(self._gradients.passes(function)) != 1 or not self._gradients.is_made_in(call, loop):
            return False
        if any(True for _ in self._gradients.graphs_from_outside(loop)):
            return False
        if any(self.reads_gradient(node) for node in self._structure.nodes(ast.Attribute)):
            return False
        start = call.func.value if isinstance(call.func, ast.Attribute) else None
        made = [item.node for item in self._names.bindings(start.id, start)] if isinstance(start, ast.Name) else []
        fates = {
            fate for node in made if isinstance(node, ast.stmt) and isinstance(start, ast.Name)
            for fate in self._flow.destinations(start.id, node)
        }  # fmt: skip
        return bool(made) and fates <= {Destination.BACKWARD, Destination.READ}

    # ------------------------------------------------------------ derivatives of derivatives

    def added(self, call: ast.Call) -> AddedDerivative | None:
        """The two passes of which ``call`` is the second, where the variable's gradient is then read as the second one.

        None where the first gradient is cleared in between, or the second pass starts from something else than it.
        """
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "backward":
            return None
        started = self._gradient_behind(call.func.value)
        statement = self._structure.statement(call)
        if statement is None or started is None or dotted(started.value) is None:
            return None
        block = self._structure.block(statement)
        path = f"{dotted(started.value)}.grad"
        at = block.index(statement)
        first: ast.Call | None = None
        begin = 0
        for begin in range(at - 1, -1, -1):
            before = block[begin]
            value = before.value if isinstance(before, ast.Expr) else None
            if isinstance(value, ast.Call) and self.graph_flag(value) is not None and not self.is_grad(value):
                first = value
                break
        if first is None:
            return None
        between = [node for item in block[begin + 1 : at + 1] for node in self._structure.walk(item)]
        uses = [node for node in between if isinstance(node, ast.Attribute) and dotted(node) == path]
        if any(not isinstance(node.ctx, ast.Load) or self._is_cleared(node) for node in uses):
            return None
        if any(isinstance(node, ast.Attribute) and "zero_grad" in node.attr for node in between):
            return None
        after = [node for item in block[at + 1 :] for node in self._structure.walk(item)]
        later = [node for node in after if isinstance(node, ast.Attribute) and dotted(node) == path]
        if not later or not isinstance(later[0].ctx, ast.Load):
            return None
        return AddedDerivative(first, call, started.value, tuple(uses))

    def _gradient_behind(self, start: ast.expr) -> ast.Attribute | None:
        """``x.grad``, ``x.grad.sum()``, ``g`` of ``g = x.grad``, ``g.sum()``, ``x.grad[0]``."""
        if isinstance(start, ast.Call) and isinstance(start.func, ast.Attribute) and start.func.attr in ("sum", "mean"):
            return self._gradient_behind(start.func.value)
        if isinstance(start, ast.Subscript):
            return self._gradient_behind(start.value)
        if isinstance(start, ast.Name):
            bindings = self._names.bindings(start.id, start)
            made = bindings[0].value if len(bindings) == 1 else None
            return self._gradient_behind(made) if made is not None and not isinstance(made, ast.Name) else None
        return start if isinstance(start, ast.Attribute) and start.attr == "grad" else None

    def _is_cleared(self, node: ast.Attribute) -> bool:
        outer = self._structure.parent(node)
        if isinstance(outer, ast.Attribute) and outer.attr == "data":
            outer = self._structure.parent(outer)
        return isinstance(outer, ast.Attribute) and outer.attr in ("zero_", "fill_", "detach_")

    def is_of_gradient(self, call: ast.Call) -> bool:
        """Whether ``torch.autograd.grad`` differentiates what another call of it has given, with a graph."""
        pending: list[ast.expr] = call.args[:1]
        seen: set[ast.AST] = {call}
        for node in pending:
            for part in self._structure.walk(node):
                if part in seen:
                    continue
                seen.add(part)
                if isinstance(part, ast.Call) and self.is_grad(part) and self.graph_flag(part) is not None:
                    return True
                if isinstance(part, ast.Name):
                    pending += [made for item in self._names.bindings(part.id, part) if (made := self._made(item.node))]
        return False

    def _made(self, binder: ast.AST | None) -> ast.expr | None:
        """What the statement or comprehension that binds variables takes their values from."""
        while isinstance(binder, ast.Tuple | ast.List):
            binder = self._structure.parent(binder)
        if isinstance(binder, ast.Assign | ast.AnnAssign):
            return binder.value
        return binder.iter if isinstance(binder, ast.For | ast.comprehension) else None

    def is_read_only(self, call: ast.Call) -> bool:
        """Whether the derivatives that a call gives are used for their numbers alone."""
        holder: ast.AST = call
        outer = self._structure.parent(holder)
        while isinstance(outer, ast.Subscript) and outer.value is holder:
            holder, outer = outer, self._structure.parent(outer)
        if isinstance(outer, ast.Attribute):
            return outer.attr in _TAKES_VALUES
        if not isinstance(outer, ast.Assign) or len(outer.targets) != 1:
            return False
        target = outer.targets[0]
        names = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
        if not all(isinstance(name, ast.Name) for name in names):
            return False
        return all(self._is_read_only(name, outer) for name in names if isinstance(name, ast.Name))

    def _is_read_only(self, name: ast.Name, statement: ast.stmt) -> bool:
        scope = self._names.binding_scope(name.id, name) or self._structure.module
        if len(self._names.bindings(name.id, name)) != 1:
            return False
        reads = list(self._flow.reads(name.id, scope))
        return bool(reads) and all(self._takes_numbers(read) for read in reads)

    def _takes_numbers(self, read: ast.AST) -> bool:
        """``h.detach()``, ``h[0].item()``, ``print(h)``, ``f"{h}"``."""
        outer = self._structure.parent(read)
        if isinstance(outer, ast.Subscript) and outer.value is read:
            return self._takes_numbers(outer)
        if isinstance(outer, ast.Attribute):
            return outer.attr in _TAKES_VALUES or outer.attr == "shape"
        if isinstance(outer, ast.Call):
            return self._names.qualified(outer.func) in ("print", "float")
        return isinstance(outer, ast.FormattedValue)

    def recomputed(self, call: ast.Call) -> tuple[Loop, ast.Assign, list[ast.Call]] | None:
        """A derivative that a loop computes anew in each pass although nothing that it depends on changes.

        With the loop, the statement that computes it, and the derivatives of it that are taken in the loop, each of a
        component that the loop counts.
        """
        statement = self._structure.statement(call)
        loop = self._structure.loop(call)
        if not isinstance(statement, ast.Assign) or not isinstance(loop, ast.For) or statement not in loop.body:
            return None
        if self.graph_flag(call) is None or not self.is_grad(call) or not isinstance(loop.target, ast.Name):
            return None
        names = [node for node in self._structure.walk(call) if isinstance(node, ast.Name)]
        inside = [
            item for name in names for item in self._names.bindings(name.id, name)
            if self._structure.inside(item.node, loop)
        ]  # fmt: skip
        nodes = self._structure.walk(loop)
        changed = {node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr.endswith("_")}
        stepped = {node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr == "step"}
        if inside or changed or stepped:
            return None
        target = statement.targets[0] if len(statement.targets) == 1 else None
        parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
        made = {part.id for part in parts if isinstance(part, ast.Name)}
        further = [
            node for node in nodes
            if isinstance(node, ast.Call) and node is not call and self.is_grad(node) and node.args
            and self._is_component(node.args[0], made, loop.target.id)
        ]  # fmt: skip
        return (loop, statement, further) if made and further else None

    @staticmethod
    def _is_component(node: ast.expr, made: set[str], counter: str) -> bool:
        """``gradient[i]``, ``gradient[:, i].sum()``."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sum":
            node = node.func.value
        if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name) or node.value.id not in made:
            return False
        return any(isinstance(part, ast.Name) and part.id == counter for part in ast.walk(node.slice))
