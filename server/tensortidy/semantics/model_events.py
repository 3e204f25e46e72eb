"""What code does with Keras models: builds, compiles, trains and resets them, and clears what Keras keeps of them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.effects import Effects, arguments_of
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.passes import Deed, Passes
from tensortidy.semantics.repetitions import Repetitions
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.summaries import ClassSummary, Does, Effect, FunctionSummary
from tensortidy.semantics.values import Step

PARTLY = "partly"
EAGERLY = "eagerly"
_FEW = 2  # passes
_INSIDE_OUT = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
_INPUTS = frozenset({"input", "inputs"})


@dataclass(frozen=True)
class ModelEvent:
    """Something that a call does with a Keras model.

    ``subject`` is the model, or the object that holds it; None where the call makes it, or concerns all models.
    ``how`` is that of the effect: ``partly``, ``eagerly``. ``is_certain`` is false where the subject may be something
    else than a Keras model. ``by`` is the function of the project that does it, where the call runs one.
    """

    does: Does
    call: ast.Call
    subject: ast.expr | None = None
    how: str = ""
    is_certain: bool = True
    by: str = ""


class ModelEvents:
    """What the calls of one module do with Keras models. ``free_calls`` are functions that a user says free them."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        inference: Inference,
        knowledge: Knowledge,
        effects: Effects,
        repetitions: Repetitions,
        free_calls: Collection[str],
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._knowledge = knowledge
        self._effects = effects
        self._repetitions = repetitions
        self._free_calls = free_calls
        self._of_calls: dict[ast.AST, tuple[ModelEvent, ...]] = structure.kept()
        self._of_functions: dict[ast.AST, frozenset[Effect]] = structure.kept()
        self.passes = Passes(self._deeds, self.is_few)
        training = knowledge.members("phases", "training")
        self._methods = {
            **dict.fromkeys(training, Does.FITS),
            "compile": Does.COMPILES, "set_weights": Does.RESETS, "load_weights": Does.RESETS,
        }  # fmt: skip

    def is_few(self, loop: Loop) -> bool:
        """Whether a loop is known to run twice at most: nothing piles up there."""
        return self._repetitions.is_few(loop, _FEW)

    def inside(self, node: ast.AST) -> Iterator[ModelEvent]:
        """What the calls in a node do, in the order in which they run; inner functions and comprehensions left out."""
        function = self._structure.function(node)
        calls = [item for item in self._structure.walk(node) if isinstance(item, ast.Call)]
        for call in sorted(calls, key=_end):
            events = self.of(call)
            if events and self._structure.function(call) is function and not self._is_aside(call, node):
                yield from events

    def of(self, call: ast.Call) -> tuple[ModelEvent, ...]:
        """What one call does with Keras models."""
        if call not in self._of_calls:
            self._of_calls[call] = ()  # recursion adds nothing
            self._of_calls[call] = tuple(self._found(call))
        return self._of_calls[call]

    def effects(self, function: Function) -> frozenset[Effect]:
        """What a function does with Keras models, as its callers see it."""
        if function not in self._of_functions:
            self._of_functions[function] = frozenset()
            self._of_functions[function] = frozenset(self._effects_of(function))
        return self._of_functions[function]

    def assigns(self, path: str, loop: Loop) -> bool:
        """Whether a pass of a loop gives a variable, or an attribute on the way to one of its own, its value."""
        first, *rest = path.split(".")
        if any(self._structure.inside(binding.node, loop) for binding in self._names.bindings(first, loop)):
            return True
        for node in self._structure.walk(loop) if rest else ():
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                stored = dotted(node)
                if stored is not None and f"{path}.".startswith(f"{stored}."):
                    return True
        return False

    # ------------------------------------------------------------ calls

    def _found(self, call: ast.Call) -> Iterator[ModelEvent]:
        if self._is_free(call):
            yield ModelEvent(Does.CLEARS, call)
            return
        method = self._methods.get(call.func.attr) if isinstance(call.func, ast.Attribute) else None
        if method is not None and isinstance(call.func, ast.Attribute):
            receiver = call.func.value
            kind = self._inference.value(receiver).kind
            if kind is Kind.KERAS_MODEL or (kind is None and self._parameter(receiver) is not None):
                how = EAGERLY if _is_eager(call) else ""
                yield ModelEvent(method, call, receiver, how, kind is Kind.KERAS_MODEL)
                return
        if self._is_maker(call):
            yield ModelEvent(Does.BUILDS, call)
            return
        function = self._effects.function_called(call) or self._constructor(call)
        if isinstance(function, Function):
            yield from self._by_function(call, function, self.effects(function))
        elif isinstance(function, FunctionSummary):
            yield from self._by_function(call, function, function.effects)

    def _is_free(self, call: ast.Call) -> bool:
        name = self._names.qualified(call.func)
        if self._knowledge.is_one_of(name, "clearing sessions"):
            return True
        if not self._free_calls:
            return False
        own = self._names.full_name(call.func) or dotted(call.func) or ""
        return own in self._free_calls or own.rpartition(".")[2] in self._free_calls

    def _is_maker(self, call: ast.Call) -> bool:
        """Whether a call itself makes a model: a constructor, or a library's function that gives a new one."""
        if self._inference.value(call).kind is not Kind.KERAS_MODEL:
            return False
        name = self._names.qualified(call.func)
        if name is not None and self._knowledge.call(name) is Kind.KERAS_MODEL:
            return not self._is_view(call)
        return self._inference.value(call.func).kind is Kind.CLASS

    @staticmethod
    def _is_view(call: ast.Call) -> bool:
        """``Model(base.input, base.layers[3].output)``: another model over the layers of one that is there."""
        first = call.args[0] if call.args else None
        given = next((item.value for item in call.keywords if item.arg == "inputs"), first)
        if isinstance(given, ast.List | ast.Tuple) and given.elts:
            given = given.elts[0]
        return isinstance(given, ast.Attribute) and given.attr in _INPUTS

    def _constructor(self, call: ast.Call) -> Function | FunctionSummary | None:
        """The ``__init__`` that a call of a class of the project runs."""
        called = self._inference.value(call.func)
        if called.kind is not Kind.CLASS:
            return None
        if isinstance(called.definition, ClassSummary):
            return called.definition.method("__init__")
        if isinstance(called.definition, ast.ClassDef):
            return self._classes.method(called.definition, "__init__")
        return None

    def _by_function(
        self, call: ast.Call, function: Function | FunctionSummary, effects: Collection[Effect]
    ) -> Iterator[ModelEvent]:
        told = [effect for effect in effects if effect.does.is_of_models]
        if not told:
            return
        summary = self._inference.summary(function) if isinstance(function, Function) else function
        given = arguments_of(call, summary)
        # `agent.train()`, not `models.train()`
        holder = call.func.value if summary.is_method and isinstance(call.func, ast.Attribute) else None
        for effect in sorted(told, key=lambda effect: (_ORDER.index(effect.does), effect.parameter, effect.place)):
            subject = given.get(effect.parameter) if effect.parameter else holder
            if effect.parameter and subject is None:
                continue
            kind = self._inference.value(subject).kind if effect.parameter and subject is not None else Kind.KERAS_MODEL
            certain = kind is Kind.KERAS_MODEL
            if certain or kind is None:
                yield ModelEvent(effect.does, call, subject, effect.place, certain, function.name)

    def _parameter(self, node: ast.expr) -> str | None:
        how = self._inference.value(node).term
        return how.name if how is not None and how.step is Step.ARGUMENT else None

    # ------------------------------------------------------------ functions

    def _effects_of(self, function: Function) -> Iterator[Effect]:
        own = [node for node in self._structure.nodes_of(function) if isinstance(node, ast.Call)]
        events = [event for call in own for event in self.of(call)]
        if not events:
            return
        passage = self.passes.of(function)
        does = {event.does for event in events}
        if passage.builds:
            yield Effect(Does.BUILDS)
        if Does.CLEARS in does:
            yield Effect(Does.CLEARS, place=PARTLY if passage.builds and passage.piles_up else "")
        for event in events:
            if event.does in (Does.FITS, Does.COMPILES, Does.RESETS):
                parameter = self._parameter(event.subject) if event.subject is not None else None
                if parameter is not None and parameter != self._classes.self_name(function):
                    yield Effect(event.does, parameter, event.how)
                elif event.is_certain:
                    yield Effect(event.does, place=event.how)

    def _deeds(self, node: ast.AST) -> list[Deed]:
        found: list[Deed] = []
        for event in self.inside(node):
            if event.does is Does.BUILDS:
                found.append(Deed(builds=True))
            elif event.does is Does.CLEARS:
                found.append(Deed(frees=True, partly=event.how == PARTLY))
        return found

    def _is_aside(self, call: ast.Call, node: ast.AST) -> bool:
        """Whether a call stands in a comprehension: what is built there is kept on purpose."""
        for outer in self._structure.ancestors(call):
            if isinstance(outer, _INSIDE_OUT):
                return True
            if outer is node or isinstance(outer, ast.stmt):
                return False
        return False


# A function that clears, wherever it does so, lets go of the model of the call before.
_ORDER = (Does.CLEARS, Does.BUILDS, Does.COMPILES, Does.RESETS, Does.FITS)


def _end(call: ast.Call) -> tuple[int, int]:
    return (call.end_lineno or 0, call.end_col_offset or 0)


def _is_eager(call: ast.Call) -> bool:
    """``compile(…, run_eagerly=True)``."""
    return any(
        keyword.arg == "run_eagerly" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for keyword in call.keywords
    )
