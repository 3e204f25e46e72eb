"""Stretches of code that evaluate a model, and whether anything in them needs gradients."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.effects import Effects
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.values import Answer

# Calls that need the graph, or make one on purpose.
_USES_OF_GRAPHS = frozenset({"requires_grad_", "register_hook", "register_full_backward_hook", "retain_grad"})


@dataclass(frozen=True)
class Evaluation:
    """A stretch of one block that evaluates a module with gradient tracking on.

    ``switch`` is the statement ``model.eval()`` before it, ``calls`` the module calls whose graphs nobody uses,
    in order of place, ``statements`` the neighbouring statements of the block that hold them all.
    """

    switch: ast.stmt
    calls: tuple[ast.Call, ...]
    statements: tuple[ast.stmt, ...]
    function: Function | None


class Evaluations:
    """Questions about the evaluations of one module."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        inference: Inference,
        gradients: Gradients,
        knowledge: Knowledge,
        effects: Effects,
    ) -> None:
        self._structure = structure
        self._names = names
        self._inference = inference
        self._gradients = gradients
        self._knowledge = knowledge
        self._effects = effects

    def evaluation(self, statement: ast.stmt) -> Evaluation | None:
        """What ``statement``, a ``model.eval()``, begins; None where it begins nothing that tracks in vain.

        It ends where the block ends or ``train()`` is called. Anything in it that uses gradients makes it
        something else: an attack, a saliency map, fine-tuning with frozen statistics.
        """
        if not self._switches_to(statement, "eval") or self._is_within_another(statement):
            return None
        function = self._structure.function(statement)
        region = self._region(statement)
        calls = [call for part in region for call in self._module_calls(part, function)]
        if not calls or isinstance(function, ast.Lambda) or any(self.needs_graphs(part) for part in region):
            return None
        holding = [at for at, part in enumerate(region) if any(self._structure.inside(call, part) for call in calls)]
        statements = region[holding[0] : holding[-1] + 1]
        calls.sort(key=lambda call: (call.lineno, call.col_offset))
        return Evaluation(statement, tuple(calls), tuple(statements), function)

    def trains(self, node: ast.AST) -> bool:
        """Whether code runs a backward pass or an optimizer step."""
        return bool(self._gradients.passes(node)) or any(
            isinstance(call, ast.Call) and self._effects.trains(call) for call in self._structure.walk(node)
        )

    def computes_loss(self, node: ast.AST) -> bool:
        """Whether code calls one of PyTorch's loss functions."""
        for call in self._structure.walk(node):
            if isinstance(call, ast.Call):
                name = self._names.qualified(call.func) or self._inference.value(call.func).name
                if self._knowledge.is_one_of(name, "loss functions"):
                    return True
        return False

    def lets_graphs_out(self, function: Function | None) -> bool:
        """Whether a function returns or yields a tensor that may carry a graph."""
        if function is None:
            return False
        return any(
            self._may_carry_graph(node.value)
            for node in self._structure.walk(function)
            if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom)
            and node.value is not None
            and self._structure.function(node) is function
        )

    def _may_carry_graph(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Tuple | ast.List):
            return any(self._may_carry_graph(element) for element in node.elts)
        if isinstance(node, ast.Dict):
            return any(self._may_carry_graph(value) for value in node.values)
        value = self._inference.value(node)
        unknown = value.kind is None and not value.maybe
        return (unknown or value.kind in (Kind.TENSOR, Kind.CONTAINER)) and value.graph is not Answer.NO

    # ------------------------------------------------------------ regions

    def _switches_to(self, statement: ast.AST, mode: str) -> bool:
        """``model.eval()`` and ``model.train(False)``; ``model.train()`` and ``model.train(True)``."""
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.keywords:
            return False
        if self._inference.value(call.func.value).is_a(Kind.MODULE) is not Answer.YES:
            return False
        argument = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
        if call.func.attr == "train":
            return mode == ("eval" if argument is False else "train")
        return call.func.attr == mode and not call.args

    def _region(self, statement: ast.stmt) -> list[ast.stmt]:
        region: list[ast.stmt] = []
        for following in self._structure.following(statement):
            if self._switches_to(following, "train"):
                break
            region.append(following)
        return region

    def _is_within_another(self, statement: ast.stmt) -> bool:
        """Whether an earlier ``eval()`` of the same function has begun the evaluation already."""
        inner: ast.AST = statement
        while isinstance(inner, ast.stmt):
            block = self._structure.block(inner)
            for earlier in reversed(block[: block.index(inner)]):
                if self._switches_to(earlier, "train"):
                    return False
                if self._switches_to(earlier, "eval"):
                    return True
            parent = self._structure.parent(inner)
            if parent is None or isinstance(parent, Function | ast.Module | ast.ClassDef):
                return False
            inner = parent
        return False

    def _module_calls(self, part: ast.stmt, function: ast.AST | None) -> Iterator[ast.Call]:
        """Calls of modules that record a graph, in the function itself and not in one defined inside it."""
        for node in self._structure.walk(part):
            if (
                isinstance(node, ast.Call)
                and self._structure.function(node) is function
                and self._inference.value(node.func).kind is Kind.MODULE
            ):
                value = self._inference.value(node)
                if value.kind is Kind.TENSOR and value.graph is Answer.YES:
                    yield node

    def needs_graphs(self, part: ast.AST) -> bool:
        """Whether code trains, differentiates, or makes tensors that require gradients, itself or in what it calls."""
        return any(self._uses_gradients(reached) for reached in self._effects.reached(part))

    def hands_model_to(self, part: ast.AST) -> ast.Call | None:
        """A call of code that is not known and gets a module, which it may well differentiate: ``attack(model, x)``."""
        for reached in self._effects.reached(part):
            for call in self._structure.walk(reached):
                if isinstance(call, ast.Call) and self._is_unknown(call):
                    given = [*call.args, *(keyword.value for keyword in call.keywords)]
                    if any(self._inference.value(item).kind is Kind.MODULE for item in given):
                        return call
        return None

    def _is_unknown(self, call: ast.Call) -> bool:
        name = self._names.qualified(call.func)
        known = name is not None and ("." not in name or self._knowledge.is_one_of(name, "known libraries"))
        return (
            not known
            and self._effects.function_called(call) is None
            and self._inference.value(call.func).kind is not Kind.MODULE
        )

    def _uses_gradients(self, part: ast.AST) -> bool:
        if self.trains(part):
            return True
        for node in self._structure.walk(part):
            if isinstance(node, ast.Attribute) and (node.attr in _USES_OF_GRAPHS or node.attr == "requires_grad"):
                return True
            if isinstance(node, ast.keyword) and node.arg in ("requires_grad", "create_graph"):
                return True
            if isinstance(node, ast.Name | ast.Attribute):
                if self._knowledge.is_one_of(self._names.qualified(node), "differentiating"):
                    return True
        return False
