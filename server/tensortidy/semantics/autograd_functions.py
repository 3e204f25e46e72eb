"""Custom autograd functions: what their forward pass leaves to their backward pass, and how."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.bindings import parameters
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure

_SAVING = ("save_for_backward", "save_for_forward")
# Of a tensor that only these are asked for, the tensor itself is not needed.
_METADATA = frozenset({"shape", "dtype", "device", "size", "dim", "ndim", "numel", "requires_grad", "type"})
_TENSOR_ONLY = frozenset({
    "shape", "dtype", "device", "size", "clone", "new", "new_zeros", "new_empty", "contiguous", "exp", "log", "sigmoid",
    "tanh", "relu", "sqrt", "mul", "view_as", "clamp",
})  # fmt: skip


@dataclass(frozen=True)
class KeptTensor:
    """A tensor that ``ctx.<name> = <value>`` keeps, and the places in the backward pass that read it."""

    name: str
    statement: ast.Assign
    value: ast.expr
    reads: tuple[ast.Attribute, ...]
    is_input: bool


@dataclass(frozen=True)
class CustomFunction:
    """A class that derives from ``torch.autograd.Function``, with the names that its passes have for the context."""

    definition: ast.ClassDef
    forward: Function
    backward: Function
    context: str
    context_back: str


class AutogradFunctions:
    """Questions about the custom autograd functions of one module."""

    def __init__(
        self, structure: Structure, names: Names, classes: Classes, inference: Inference, knowledge: Knowledge
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._knowledge = knowledge

    def custom(self, definition: ast.ClassDef) -> CustomFunction | None:
        """A class as a custom function with both passes of its own; None where it is none."""
        ancestry, _ = self._classes.ancestry(definition)
        if not any(self._knowledge.is_one_of(name, "custom functions") for name in ancestry):
            return None
        passes = {item.name: item for item in definition.body if isinstance(item, Function)}
        forward, backward = passes.get("forward"), passes.get("backward")
        if forward is None or backward is None or "setup_context" in passes:
            return None
        given, back = parameters(forward.args), parameters(backward.args)
        return CustomFunction(definition, forward, backward, given[0].arg, back[0].arg) if given and back else None

    def kept(self, found: CustomFunction) -> list[KeptTensor]:
        """The tensors, neither output nor released by hand, that the context keeps as attributes for the backward pass.

        They are in the order in which they are assigned, each once.
        """
        if self._calls(found.forward, "mark_dirty"):
            return []
        kept: dict[str, KeptTensor] = {}
        for node in self._structure.nodes_of(found.forward):
            if not isinstance(node, ast.Assign) or len(node.targets) != 1:
                continue
            target = node.targets[0]
            if not isinstance(target, ast.Attribute) or not _is_of(target, found.context) or target.attr in kept:
                continue
            reads = self._reads(found, target.attr)
            if not reads or self._is_output(node.value, target.attr, found) or self._outlives(found, target.attr):
                continue
            is_input = self._is_input(node.value, found)
            if is_input or self._is_computed(node.value, found):
                kept[target.attr] = KeptTensor(target.attr, node, node.value, reads, is_input)
        return list(kept.values())

    def unsaved(self, found: CustomFunction) -> ast.Attribute | None:
        """The ``ctx.saved_tensors`` of a backward pass for which the forward pass has saved nothing."""
        if any(self._hands_over(item, name) for item, name in self._passes(found)):
            return None
        for node in self._structure.walk(found.definition):
            if isinstance(node, ast.Attribute) and node.attr in _SAVING:
                return None
        if found.definition.bases and len(found.definition.bases) > 1:
            return None
        reads = [
            node for node in self._structure.walk(found.backward)
            if isinstance(node, ast.Attribute) and node.attr == "saved_tensors" and _is_of(node, found.context_back)
        ]  # fmt: skip
        raises = any(isinstance(node, ast.Raise) for node in found.forward.body)
        return reads[0] if reads and not raises else None

    def saves(self, found: CustomFunction) -> bool:
        """Whether the class saves tensors already, should save outputs, or uses its context where none can follow it.

        Tensors can be saved once: nothing more is then put beside them.
        """
        others = [item for item in found.definition.body if item not in (found.forward, found.backward)]
        return (
            any(self._calls(found.forward, name) for name in _SAVING)
            or any(self._keeps_output(node, found) for node in self._structure.nodes_of(found.forward))
            or any(self._hands_over(item, name) for item, name in self._passes(found))
            or any(isinstance(item, Function) and item.name in ("jvp", "vjp", "vmap") for item in others)
        )

    def uses(self, function: Function, context: str, name: str) -> Sequence[ast.Attribute]:
        """The places in a pass that read ``ctx.<name>``."""
        return [
            node for node in self._structure.walk(function)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr == name
            and _is_of(node, context)
        ]  # fmt: skip

    def names_in(self, function: Function) -> set[str]:
        """Every name that is written in a function, its parameters among them."""
        nodes = self._structure.walk(function)
        found = {node.id for node in nodes if isinstance(node, ast.Name)}
        return found | {node.arg for node in nodes if isinstance(node, ast.arg)}

    # ------------------------------------------------------------ what is kept

    def _is_input(self, value: ast.expr, found: CustomFunction) -> bool:
        """Whether a value is what the function was given, and certainly a tensor."""
        if not isinstance(value, ast.Name) or value.id == found.context:
            return False
        bindings = self._names.bindings(value.id, value)
        parameter = bindings[0].node if len(bindings) == 1 else None
        if not isinstance(parameter, ast.arg) or parameter in (found.forward.args.vararg, found.forward.args.kwarg):
            return False
        if parameter.annotation is not None:
            return self._inference.value(value).kind is Kind.TENSOR
        return self._has_gradient(parameter, found) or self._is_used_as_tensor(value.id, found)

    def _has_gradient(self, parameter: ast.arg, found: CustomFunction) -> bool:
        """Whether the backward pass gives a gradient for a parameter: ``return gradient * ctx.y, None``."""
        at = parameters(found.forward.args).index(parameter) - 1
        returns = [node for node in self._structure.nodes_of(found.backward) if isinstance(node, ast.Return)]
        return bool(returns) and all(self._is_gradient(item.value, at) for item in returns)

    def _is_gradient(self, value: ast.expr | None, at: int) -> bool:
        """Whether what a backward pass returns holds a gradient at a place; a lone call may give several values."""
        if not isinstance(value, ast.Tuple):
            joins = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add)  # (None, None) + gradients
            return at == 0 and isinstance(value, ast.BinOp | ast.UnaryOp) and not joins
        if at >= len(value.elts) or any(isinstance(item, ast.Starred) for item in value.elts):
            return False
        item = value.elts[at]
        if not isinstance(item, ast.Name):
            return isinstance(item, ast.BinOp | ast.UnaryOp | ast.Call)
        made = [binding.value for binding in self._names.bindings(item.id, item)]
        return any(not isinstance(part, ast.Constant) for part in made)

    def _is_used_as_tensor(self, name: str, found: CustomFunction) -> bool:
        """Whether the forward pass asks a parameter for what only tensors have, or computes with it by ``torch``."""
        for node in self._structure.nodes_of(found.forward):
            if not isinstance(node, ast.Name) or node.id != name:
                continue
            outer = self._structure.parent(node)
            if isinstance(outer, ast.Attribute) and (
                outer.attr in _TENSOR_ONLY or outer.attr in self._knowledge.members("tensor", "evidence")
            ):
                return True
            if isinstance(outer, ast.Call) and outer.args[:1] == [node]:
                if self._inference.value(outer).kind is Kind.TENSOR and self._names.qualified(outer.func) not in (
                    "torch.tensor", "torch.as_tensor", "torch.full", "torch.zeros", "torch.ones", "torch.empty",
                    "torch.arange", "torch.eye",
                ):  # fmt: skip
                    return True
        return False

    def _is_computed(self, value: ast.expr, found: CustomFunction) -> bool:
        """Whether a value is certainly a tensor that the forward pass computes.

        A parameter without an annotation may be a number, and so may what is computed from it.
        """
        match value:
            case ast.Name():
                if self._is_input(value, found):
                    return True
                bindings = self._names.bindings(value.id, value)
                made = bindings[0].value if len(bindings) == 1 else None
                return made is not None and made is not value and self._is_computed(made, found)
            case ast.Call(func=ast.Attribute(value=receiver, attr=method)):
                if method == "detach" or self._inference.value(value).kind is not Kind.TENSOR:
                    return False
                return (self._names.qualified(value.func) or "").startswith("torch.") or self._is_computed(
                    receiver, found
                )
            case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right]):
                return self._is_computed(left, found) or self._is_computed(right, found)
            case ast.IfExp(body=first, orelse=ast.Constant(value=None)):  # None can be saved too
                return self._is_computed(first, found)
            case ast.UnaryOp(operand=operand) | ast.Subscript(value=operand):
                return self._is_computed(operand, found)
        return False

    def _is_output(self, value: ast.expr, name: str, found: CustomFunction) -> bool:
        """Whether the forward pass gives back what is kept: that is a cycle, and another matter."""
        for node in self._structure.nodes_of(found.forward):
            if isinstance(node, ast.Return) and node.value is not None:
                parts = node.value.elts if isinstance(node.value, ast.Tuple | ast.List) else [node.value]
                for part in parts:
                    if isinstance(part, ast.Attribute) and part.attr == name and _is_of(part, found.context):
                        return True
                    if isinstance(part, ast.Name) and isinstance(value, ast.Name) and part.id == value.id:
                        return True
        return False

    def _keeps_output(self, node: ast.AST, found: CustomFunction) -> bool:
        """``ctx.y = y`` of what is returned."""
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Attribute):
            return False
        target = node.targets[0]
        return _is_of(target, found.context) and self._is_output(node.value, target.attr, found)

    def _reads(self, found: CustomFunction, name: str) -> tuple[ast.Attribute, ...]:
        reads = tuple(self.uses(found.backward, found.context_back, name))
        needed = [node for node in reads if not self._asks_for_metadata(node)]
        return reads if needed else ()

    def _asks_for_metadata(self, node: ast.Attribute) -> bool:
        outer = self._structure.parent(node)
        return isinstance(outer, ast.Attribute) and outer.attr in _METADATA

    def _outlives(self, found: CustomFunction, name: str) -> bool:
        """Whether the backward pass lets go of an attribute by hand, or changes what it holds."""
        for node in self._structure.walk(found.backward):
            if isinstance(node, ast.Attribute) and node.attr == name and _is_of(node, found.context_back):
                outer = self._structure.parent(node)
                changed = isinstance(outer, ast.Attribute) and outer.attr.endswith("_")
                stored = isinstance(outer, ast.Subscript) and not isinstance(outer.ctx, ast.Load)
                if changed or stored or not isinstance(node.ctx, ast.Load):
                    return True
        return False

    # ------------------------------------------------------------ the context

    @staticmethod
    def _passes(found: CustomFunction) -> Iterator[tuple[Function, str]]:
        yield found.forward, found.context
        yield found.backward, found.context_back

    def _calls(self, function: Function, method: str) -> bool:
        return any(isinstance(node, ast.Attribute) and node.attr == method for node in self._structure.walk(function))

    def _hands_over(self, function: Function, context: str) -> bool:
        """Whether the context itself is given to other code."""
        for node in self._structure.walk(function):
            if isinstance(node, ast.Name) and node.id == context:
                if not isinstance(self._structure.parent(node), ast.Attribute):
                    return True
        return False


def _is_of(node: ast.Attribute, context: str) -> bool:
    """``ctx.<anything>``."""
    return isinstance(node.value, ast.Name) and node.value.id == context
