"""The phase of code: what trains, what evaluates, judged by what it does."""

from __future__ import annotations

import ast
from enum import Enum

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.effects import Effects, arguments_of
from tensortidy.semantics.flow import Destination
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.summaries import Does, Effect
from tensortidy.semantics.values import Answer, Step, Value

_COMPARING_METHODS = frozenset({
    "eq", "ne", "allclose", "equal", "update_state", "compute_loss", "compute_metrics", "compiled_loss",
})  # fmt: skip
_COMPARED = frozenset({Kind.TENSOR, Kind.ARRAY, Kind.EAGER_TENSOR})
_PHASE_WORDS = {
    "train": "training", "fit": "training", "eval": "evaluation", "valid": "evaluation", "test": "evaluation",
    "predict": "inference", "infer": "inference", "act": "acting",
}  # fmt: skip


class Phase(str, Enum):
    """What code does with a model."""

    TRAINING = "training"
    EVALUATION = "evaluation"
    INFERENCE = "inference"
    ACTING = "acting"
    UNKNOWN = "unknown"


class Phases:
    """Questions about the phases of one module."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        inference: Inference,
        gradients: Gradients,
        knowledge: Knowledge,
        effects: Effects,
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._gradients = gradients
        self._knowledge = knowledge
        self._effects = effects

    def phase(self, node: ast.AST) -> tuple[Phase, tuple[str, ...]]:
        """What the innermost loop around a node, or else its function or the module, is for, by what it does.

        Where it does nothing that tells, the phase is unknown, and a name that suggests one is told with it.
        """
        statement = self._structure.statement(node)
        is_loop = isinstance(statement, ast.For | ast.AsyncFor | ast.While) and node is statement
        region = statement if is_loop else self._structure.loop(node) or self._structure.function(node)
        if isinstance(statement, Function) and node is statement:
            region = statement
        found = self._phase(region or self._structure.module)
        name = getattr(self._structure.function(node), "name", "")
        words = [word for word in _PHASE_WORDS if word in name.lower()]
        if found is Phase.UNKNOWN and words:
            return found, (f"the name `{name}` suggests {_PHASE_WORDS[words[0]]}, and nothing else does",)
        return found, ()

    def _phase(self, region: ast.AST) -> Phase:
        managed = self._managed(region)
        if managed is not None:
            return managed
        parts = list(self._effects.reached(region))
        nodes = [node for part in parts for node in self._structure.walk(part)]
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        does = self._done_elsewhere(calls)
        if Does.TRAINS in does or any(map(self._effects.trains, calls)):
            return Phase.TRAINING
        runs = Does.RUNS in does or any(self._runs_model(call) for call in calls)
        if runs and any(self._acts(call) for call in calls):
            return Phase.ACTING
        by_method = {phase for call in calls if (phase := self._by_method(call)) is not None}
        runs = runs or Phase.INFERENCE in by_method
        compares = Does.COMPARES in does or any(self._compares(node) for node in nodes)
        if Phase.EVALUATION in by_method or (compares and (runs or self._calls_parameter(calls))):
            return Phase.TRAINING if self._is_propagated(region) else Phase.EVALUATION
        return Phase.INFERENCE if runs else Phase.UNKNOWN

    def _managed(self, region: ast.AST) -> Phase | None:
        """The phase of a hook that a framework runs: Lightning goes backward from what ``training_step`` returns."""
        function = region if isinstance(region, Function) else self._structure.function(region)
        owner = self._structure.parent(function) if function is not None else None
        if isinstance(function, Function) and isinstance(owner, ast.ClassDef) and self._classes.is_managed(owner):
            return Phase.TRAINING if function.name in self._knowledge.members("managed", "training") else None
        return None

    def _done_elsewhere(self, calls: list[ast.Call]) -> set[Does]:
        """What called functions do that are known by their summaries, what they are given taken into account."""
        found: set[Does] = set()
        for call in calls:
            summary = self._effects.called(call)
            if summary is None:
                continue
            given = arguments_of(call, summary)
            for effect in summary.effects:
                found.add(effect.does)
                value = given.get(effect.parameter)
                if effect.does is Does.CALLS and value is not None and self._is_model(self._inference.value(value)):
                    found.add(Does.RUNS)
        return found

    def _calls_parameter(self, calls: list[ast.Call]) -> bool:
        """Whether something is called that the function is given: a model, where the result is compared."""
        values = [self._inference.value(call.func) for call in calls]
        return any(value.term is not None and value.term.step is Step.ARGUMENT for value in values)

    def _is_propagated(self, region: ast.AST) -> bool:
        """Whether what a loop computes reaches a backward pass outside it."""
        if not isinstance(region, ast.For | ast.While) or self._structure.loop(region) is None:
            return False
        return any(
            Destination.BACKWARD in self._effects.destinations(name, statement)
            for part in region.body
            for statement in self._structure.walk(part)
            if isinstance(statement, ast.Assign | ast.AugAssign)
            for name in self._effects.bound_names(statement)
        )

    def effects(self, function: Function) -> frozenset[Effect]:
        """What a function does with models, as far as it does not depend on what it is given."""
        nodes = self._structure.nodes_of(function)
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        found = {Effect(does) for does in self._done_elsewhere(calls) if does in (Does.RUNS, Does.COMPARES, Does.ACTS)}
        if any(self._runs_model(call) for call in calls):
            found.add(Effect(Does.RUNS))
        if any(self._compares(node) for node in nodes):
            found.add(Effect(Does.COMPARES))
        return frozenset(found)

    @staticmethod
    def _is_model(value: Value) -> bool:
        return value.kind in (Kind.MODULE, Kind.KERAS_MODEL, Kind.KERAS_LAYER)

    def _runs_model(self, call: ast.Call) -> bool:
        """Whether a call runs a model, and no loss or metric."""
        called = self._inference.value(call.func)
        if called.kind is Kind.MODULE:
            return not (called.name and self._knowledge.is_one_of(called.name, "modules without parameters"))
        if called.kind in (Kind.KERAS_MODEL, Kind.KERAS_LAYER):
            return self._inference.value(call).kind is not None or called.definition is not None
        if isinstance(call.func, ast.Attribute) and call.func.attr == "generate":
            return self._inference.value(call.func.value).kind is Kind.MODULE
        how = called.term
        # what a function is given, and calls without gradients
        return how is not None and how.step is Step.ARGUMENT and self._inference.grad_mode.at(call) is Answer.NO

    def _by_method(self, call: ast.Call) -> Phase | None:
        if not isinstance(call.func, ast.Attribute):
            return None
        receiver, method = self._inference.value(call.func.value), call.func.attr
        for phase in (Phase.EVALUATION, Phase.INFERENCE):
            if receiver.kind is Kind.KERAS_MODEL and method in self._knowledge.members("phases", phase.value):
                return phase
            if receiver.name and self._knowledge.is_one_of(f"{receiver.name}.{method}", f"{phase.value} calls"):
                return phase
        return None

    def _acts(self, call: ast.Call) -> bool:
        """``env.step(action)``: the step of something that is no optimizer, given what a model chose."""
        if not (isinstance(call.func, ast.Attribute) and call.func.attr == "step" and call.args):
            return False
        receiver = self._inference.value(call.func.value)
        return receiver.kind is None and not receiver.name.startswith("torch.")

    def _compares(self, node: ast.AST) -> bool:
        """Whether code compares with targets: a loss, a metric, ``predicted == y``, ``(predicted - y).abs()``."""
        if isinstance(node, ast.Compare):
            held = [self._inference.value(part) for part in (node.left, *node.comparators)]
            equal = any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
            known = [value for value in held if value.kind in _COMPARED]
            return equal and bool(known) and all(value.kind in _COMPARED or value.kind is None for value in held)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            return self._is_error(node)
        if not isinstance(node, ast.Call):
            return False
        if any(keyword.arg == "labels" for keyword in node.keywords) and self._runs_model(node):
            return True
        called = self._inference.value(node.func)
        name = self._names.qualified(node.func) or called.name
        if isinstance(node.func, ast.Attribute):
            if node.func.attr in _COMPARING_METHODS:
                return len(node.args) + len(node.keywords) > 1 or node.func.attr in ("eq", "ne")
            receiver = self._inference.value(node.func.value)
            if receiver.name and self._knowledge.is_one_of(receiver.name, "metrics") and node.args:
                return True
        return bool(name) and any(self._knowledge.is_one_of(name, group) for group in ("loss functions", "metrics"))

    def _is_error(self, node: ast.BinOp) -> bool:
        """``(model(x) - y).abs()``, ``(predicted - y) ** 2``: a difference whose size counts."""
        outer = self._structure.parent(node)
        sized = (isinstance(outer, ast.Attribute) and outer.attr in ("abs", "square", "pow")) or (
            isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.Pow)
        )
        return sized and any(isinstance(side, ast.Call | ast.Name) for side in (node.left, node.right))
