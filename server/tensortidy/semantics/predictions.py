"""Functions that only predict: they run a module, and let nothing but numbers out."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.evaluations import Evaluations
from tensortidy.semantics.graph_tensors import GraphTensors
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.phases import Phase, Phases
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.summaries import ClassSummary
from tensortidy.semantics.values import Answer

_BUILTINS = frozenset({"print", "len", "float", "int", "str", "isinstance", "max", "min", "list", "tuple", "range"})
_INVENTED = frozenset({"torch.zeros", "torch.ones", "torch.empty", "torch.rand", "torch.randn"})
_METADATA = frozenset({"shape", "device", "dtype", "ndim", "size", "dim", "numel", "requires_grad", "grad_fn"})


@dataclass(frozen=True)
class Prediction:
    """A function that runs a module with gradient tracking on and lets no graph out.

    ``calls`` are the calls of modules that record one, ``end`` the place where the first result is cut off from it.
    ``statements`` are the neighbouring statements of the function's body that hold the calls and all that has a graph.
    """

    function: Function
    calls: tuple[ast.Call, ...]
    end: ast.expr
    statements: tuple[ast.stmt, ...]
    phase: Phase


class Predictions:
    """Questions about the functions of one module that predict, sample or act."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        inference: Inference,
        knowledge: Knowledge,
        graph_tensors: GraphTensors,
        evaluations: Evaluations,
        phases: Phases,
    ) -> None:
        self._structure = structure
        self._names = names
        self._inference = inference
        self._knowledge = knowledge
        self._graph_tensors = graph_tensors
        self._evaluations = evaluations
        self._phases = phases

    def prediction(self, function: Function) -> Prediction | None:
        """What a function predicts, where gradients are tracked for nothing; else None.

        Silent where anything that may have a graph is returned, kept, or handed to code that is not known, and
        where the function trains, differentiates, or scores what it predicts.
        """
        nodes = self._structure.nodes_of(function)
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        runs = [call for call in calls if self._runs_with_graph(call)]
        end = next((node for node in nodes if runs and self._cuts(node)), None)
        if not isinstance(end, ast.expr) or any(self._lets_out(node, runs) for node in nodes):
            return None
        if not any(isinstance(node, ast.Return) and node.value is not None for node in nodes):
            return None  # it works on something else, and the prediction is a part of that
        if function.name == "__init__" or self._evaluations.needs_graphs(function):
            return None
        phase, _ = self._phases.phase(function)
        if phase not in (Phase.INFERENCE, Phase.ACTING) or self._evaluations.hands_model_to(function) is not None:
            return None
        return Prediction(function, tuple(runs), end, tuple(self._holding(function)), phase)

    def _runs_with_graph(self, call: ast.Call) -> bool:
        called, value = self._inference.value(call.func), self._inference.value(call)
        if called.kind is not Kind.MODULE or called.is_frozen or not self.is_model(call.func):
            return False
        made = {self._names.qualified(item.func) if isinstance(item, ast.Call) else None for item in call.args}
        if made and made <= _INVENTED:
            return False  # a probe: what comes out of it is looked at once, for its shape
        return value.kind in (Kind.TENSOR, Kind.CONTAINER) and value.graph is Answer.YES

    def is_model(self, node: ast.expr) -> bool:
        """Whether a module has parameters, and is more than one layer, whose graph holds little but its input."""
        module = self._inference.value(node)
        if module.name and self._knowledge.is_one_of(module.name, "modules without parameters"):
            return False
        if module.name and self._knowledge.is_one_of(module.name, "single layers"):
            return False
        definition = module.definition
        if isinstance(definition, ast.ClassDef):
            return self._inference.classes.has_parameters(definition)
        return not isinstance(definition, ClassSummary) or definition.has_parameters()

    def _cuts(self, node: ast.AST) -> bool:
        """``logits.argmax(1)``, ``q.max().item()``, ``torch.argmax(q)``: what comes out has no graph."""
        if not isinstance(node, ast.Call | ast.Subscript | ast.Attribute):
            return False
        if self._is_asked_for_its_shape(node):
            return False
        if self._inference.value(node).graph is not Answer.NO:
            return False
        if isinstance(node, ast.Subscript | ast.Attribute):  # values.max(1)[1], values.data
            outer = self._structure.parent(node)
            called = isinstance(outer, ast.Call) and outer.func is node
            tracked = self._inference.value(node.value).graph is Answer.YES
            return tracked and not called and getattr(node, "attr", "") not in _METADATA
        if self._inference.value(node.func).kind is Kind.MODULE:
            return False
        if isinstance(node.func, ast.Attribute) and self._has_graph(node.func.value):
            return node.func.attr not in _METADATA
        name = self._names.qualified(node.func) or ""
        return name.startswith("torch.") and any(self._has_graph(argument) for argument in node.args[:1])

    def _has_graph(self, node: ast.expr) -> bool:
        return self._graph_tensors.is_graph_tensor(node) is Answer.YES

    def _is_asked_for_its_shape(self, node: ast.expr) -> bool:
        """``layers(torch.zeros(1, 4)).data.size(1)``: a probe, which builds a small graph once."""
        outer = self._structure.parent(node)
        while isinstance(outer, ast.Attribute | ast.Call) and (not isinstance(outer, ast.Call) or outer.func is node):
            if getattr(outer, "attr", "") in _METADATA:
                return True
            node, outer = outer, self._structure.parent(outer)
        return False

    def _lets_out(self, node: ast.AST, runs: Collection[ast.Call]) -> bool:
        """Whether something with a graph is returned, kept, or given to code that may go backward from it."""
        if isinstance(node, ast.Return):
            return node.value is not None and self._is_returned_with_graph(node.value, runs)
        if isinstance(node, ast.AugAssign):
            return not isinstance(node.target, ast.Name) and self._has_graph(node.value)
        if isinstance(node, ast.Assign):
            stored = any(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets)
            return stored and self._has_graph(node.value)
        if isinstance(node, ast.Call):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            return not self._is_harmless(node) and any(map(self._has_graph, given))
        return isinstance(node, ast.Yield | ast.YieldFrom | ast.Global | ast.Nonlocal)

    def _is_returned_with_graph(self, node: ast.expr, runs: Collection[ast.Call]) -> bool:
        """Whether an expression may have a graph, and is computed from what a module gave."""
        if isinstance(node, ast.Tuple | ast.List):
            return any(self._is_returned_with_graph(element, runs) for element in node.elts)
        if isinstance(node, ast.Dict):
            return any(self._is_returned_with_graph(value, runs) for value in node.values)
        value = self._inference.value(node)
        if value.graph is Answer.NO or value.kind not in (None, Kind.TENSOR, Kind.CONTAINER):
            return False
        return self._is_computed_from(node, runs)

    def _is_computed_from(self, node: ast.expr, runs: Collection[ast.Call]) -> bool:
        pending: list[ast.AST] = [node]
        seen: set[ast.AST] = set()
        while pending:
            for part in self._structure.walk(pending.pop()):
                if part in runs:
                    return True
                if not isinstance(part, ast.Name):
                    continue
                for binding in self._names.bindings(part.id, part):
                    made = self._structure.statement(binding.node)
                    if made is not None and not isinstance(made, Function) and made not in seen:
                        seen.add(made)
                        pending.append(made)
        return False

    def _is_harmless(self, call: ast.Call) -> bool:
        name = self._names.qualified(call.func) or ""
        if name in _BUILTINS or self._knowledge.is_one_of(name, "known libraries"):
            return True
        if self._inference.value(call.func).kind is Kind.MODULE:
            return True
        return isinstance(call.func, ast.Attribute) and self._inference.value(call.func.value).kind is Kind.TENSOR

    def _may_have_graph(self, node: ast.expr) -> bool:
        return self._graph_tensors.is_graph_tensor(node) is Answer.YES

    def _holding(self, function: Function) -> Sequence[ast.stmt]:
        """The statements of a function's body from the first to the last that have anything with a graph."""
        held = [
            at
            for at, part in enumerate(function.body)
            if any(isinstance(node, ast.expr) and self._has_graph(node) for node in self._structure.walk(part))
        ]
        return function.body[held[0] : held[-1] + 1]
