"""Functions and classes of a file: how they are entered, what they give, what their attributes hold."""

from __future__ import annotations

import ast
from abc import abstractmethod
from dataclasses import replace

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.assignments import Environment
from tensortidy.semantics.attributes import Attributes
from tensortidy.semantics.bindings import parameters
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.constants import argument
from tensortidy.semantics.evidence import Evidence
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.names import Names
from tensortidy.semantics.operations import without_terms
from tensortidy.semantics.replays import Replays
from tensortidy.semantics.structure import Function, Scope, Structure
from tensortidy.semantics.summaries import Does, Effect, FunctionSummary, parameter_names
from tensortidy.semantics.values import (
    INPUT,
    NONE,
    NOT_YET,
    UNKNOWN,
    Answer,
    Step,
    Value,
    container,
    join_all,
    term,
    unknown,
)


class Definitions(Attributes):
    """Summaries of functions, and the values that classes and enclosing scopes lend."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        grad_mode: GradMode,
        evidence: Evidence,
        knowledge: Knowledge,
    ) -> None:
        super().__init__(structure, names, classes, grad_mode, evidence, knowledge)
        self._given: dict[ast.AST, list[Value]] = structure.kept()
        self._recursive = structure.kept_set()
        self._entering: set[ast.AST] = set()
        self.replays: Replays | None = None
        """What statements did when they were last run, where that is remembered."""
        self._loop_exits: list[list[Environment]] = []
        self._carried_on: dict[ast.AST, Environment] = structure.kept(finely=True)
        """What each loop carries from one iteration to the next, as far as it has been found."""
        self._is_settled = True
        """Whether the loops that are being run have carried on nothing new since the outermost was begun."""
        self._promised: dict[ast.AST, Value] = structure.kept(finely=True)
        """What parameters are whatever callers give: functions have many, and each edit has one run again."""
        self._summaries: dict[ast.AST, FunctionSummary] = structure.kept()

    def value(self, node: ast.expr) -> Value:
        """What an expression may hold, over all times that it is evaluated."""
        self.run(self.structure.function(node) or self.structure.module)
        return self.values.get(node, UNKNOWN)

    @abstractmethod
    def run_callers(self, scope: Scope) -> None:
        """Run the scopes that call a function first, so that it is known what they give."""

    @abstractmethod
    def rerun(self, function: Function | ast.Lambda) -> None:
        """Infer the values of a function again, on top of what is known."""

    @abstractmethod
    def run(self, scope: Scope) -> None:
        """Infer the values of one function, or of the module's top level, unless that is done or being done."""

    def summary(self, function: Function | ast.Lambda) -> FunctionSummary:
        """A function as its callers see it."""
        if function not in self._summaries and len(self._running) >= _DEEPEST:
            return FunctionSummary("", getattr(function, "name", ""), parameter_names(function.args), UNKNOWN)
        if function not in self._summaries and function not in self._running:
            self.run_callers(function)
        found = self._summaries.get(function)
        if found is None:
            name = getattr(function, "name", "<lambda>")
            arguments = parameter_names(function.args)
            found = FunctionSummary("", name, arguments, NOT_YET)
            if function in self._running:  # it calls itself: what it gives is not known yet
                self._recursive.add(function)
                return found
            self._summaries[function] = found
            self.run(function)
            if function in self._recursive:  # run it once more, now that the other ways out are known
                self._summaries[function] = replace(found, returns=self._gives(function))
                self.rerun(function)
            self._summaries[function] = replace(
                found,
                returns=self._gives(function),
                defaults=self._defaults(function.args),
                forces=self.grad_mode.own(function) if isinstance(function, Function) else None,
                effects=self._detached_in_place(function),
                is_method=isinstance(function, Function) and self._is_bound(function),
                is_property=isinstance(function, Function) and self._is_property(function),
            )
            found = self._summaries[function]
        return found

    # ------------------------------------------------------------ what evaluation asks

    def outer(self, name: str, at: ast.AST) -> Value:
        """The value of a name that belongs to an enclosing scope."""
        scope = self.names.binding_scope(name, at)
        if scope is None or isinstance(scope, ast.ClassDef):
            return UNKNOWN
        self.run(scope)
        known = self._exits.get(scope) or self._running.get(scope) or {}
        found = known.get(name)
        if found is None or self._is_set_elsewhere(name, scope):
            return UNKNOWN
        return found if isinstance(scope, Function | ast.Lambda) else without_terms(found)

    def _is_set_elsewhere(self, name: str, scope: Scope) -> bool:
        """Whether functions inside a scope assign its variable: ``global latest``, ``nonlocal latest``."""
        return any(
            isinstance(binding.node, ast.stmt) and self.structure.scope(binding.node) is not scope
            for binding in self.names.locals_of(scope).get(name, ())
        )

    def give(self, node: ast.AST, value: Value) -> None:
        """Take note of what the function around a ``return`` or ``yield`` gives its caller."""
        function = self.structure.function(node)
        if function is None or (isinstance(node, ast.Return) and self.grad_mode.uses.is_generator(function)):
            return
        self._given.setdefault(function, []).append(value)

    # ------------------------------------------------------------ entering and leaving a function

    def _entry(self, scope: Scope) -> Environment:
        entry: Environment = {}
        if not isinstance(scope, Function | ast.Lambda):
            return entry
        for parameter in parameters(scope.args):
            if parameter not in self._promised:
                if parameter is scope.args.vararg or parameter is scope.args.kwarg:
                    value = container(unknown(parameter))
                elif parameter.annotation is None:
                    entry[parameter.arg] = self._unannotated(scope, parameter)
                    continue
                else:
                    value = self.annotated(parameter.annotation, parameter)
                self._promised[parameter] = replace(value, term=term(Step.ARGUMENT, name=parameter.arg))
            entry[parameter.arg] = self._promised[parameter]
        if isinstance(scope, Function):
            this = self.classes.self_name(scope)
            owner = self.structure.parent(scope)
            if isinstance(owner, ast.ClassDef) and self._is_class_method(scope):
                first = [*scope.args.posonlyargs, *scope.args.args][:1]
                for parameter in first:
                    made = Value(Kind.CLASS, Answer.NO, definition=owner)
                    entry[parameter.arg] = replace(made, term=term(Step.ARGUMENT, name=parameter.arg))
            if this is not None and isinstance(owner, ast.ClassDef):
                entry[this] = replace(self.instance(owner), term=term(Step.ARGUMENT, name=this))
        return entry

    def _unannotated(self, function: Function | ast.Lambda, parameter: ast.arg) -> Value:
        owner = self.structure.parent(function)
        if isinstance(function, Function) and isinstance(owner, ast.ClassDef):
            of_autograd = "torch.autograd.Function" in self.classes.ancestry(owner)[0]
            if of_autograd and function.name in _AUTOGRAD_METHODS and parameter is not function.args.args[0]:
                return replace(INPUT, term=term(Step.ARGUMENT, name=parameter.arg))
        given = self._given_by_callers(function, parameter) if isinstance(owner, ast.Module) else None
        return given if given is not None else self.parameter(parameter)

    def _given_by_callers(self, function: Function | ast.Lambda, parameter: ast.arg) -> Value | None:
        """What every call in this file, all of them run before, gives for a parameter; None where that is not known."""
        values: list[Value] = []
        for use in self.grad_mode.callers(function) if isinstance(function, Function) else ():
            call = self.structure.parent(use)
            if not isinstance(call, ast.Call) or call.func is not use or not isinstance(function, Function):
                return None
            given = argument(call, function, parameter.arg)
            if given is None:
                return None
            values.append(self.values.get(given, UNKNOWN))
        found = join_all(values)
        if not values or found.kind in (None, Kind.FUNCTION, Kind.CLASS) or found.is_leaf:
            return None
        place = "the only call in this file" if len(values) == 1 else f"each of the {len(values)} calls in this file"
        assumption = f"`{parameter.arg}` is what {place} gives"
        assumptions = (*found.assumptions, assumption) if found.kind in _SURPRISING else found.assumptions
        return replace(without_terms(found), term=term(Step.ARGUMENT, name=parameter.arg), assumptions=assumptions)

    def _gives(self, function: Function | ast.Lambda) -> Value:
        given = join_all(self._given.get(function, [NONE]))
        given = UNKNOWN if given is NOT_YET else given
        if self.grad_mode.uses.is_generator(function):
            return Value(elements=given, name="generator")
        return Value(elements=given, name="coroutine") if isinstance(function, ast.AsyncFunctionDef) else given

    def _defaults(self, arguments: ast.arguments) -> tuple[tuple[str, Value], ...]:
        named = [*arguments.posonlyargs, *arguments.args]
        pairs = [
            *zip(named[len(named) - len(arguments.defaults) :], arguments.defaults, strict=True),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        return tuple((parameter.arg, self.value(default)) for parameter, default in pairs if default is not None)

    def _detached_in_place(self, function: Function | ast.Lambda) -> frozenset[Effect]:
        """The parameters on which a function calls ``detach_()``, or on each of whose elements it does."""
        if isinstance(function, ast.Lambda):
            return frozenset()
        names = {parameter.arg for parameter in parameters(function.args)}
        aliases = {name: name for name in names}
        found: set[Effect] = set()
        for node in self.structure.nodes_of(function):
            if isinstance(node, ast.For) and isinstance(node.iter, ast.Name) and isinstance(node.target, ast.Name):
                if node.iter.id in names:
                    aliases[node.target.id] = node.iter.id
            if isinstance(node, ast.Attribute) and node.attr == "detach_" and isinstance(node.value, ast.Name):
                if node.value.id in aliases:
                    found.add(Effect(Does.DETACHES, aliases[node.value.id]))
        return frozenset(found)

    def _is_bound(self, function: Function) -> bool:
        if not isinstance(self.structure.parent(function), ast.ClassDef):
            return False
        return all(self.names.qualified(decorator) != "staticmethod" for decorator in function.decorator_list)

    def _is_class_method(self, function: Function) -> bool:
        return any(self.names.qualified(decorator) == "classmethod" for decorator in function.decorator_list)

    def _is_property(self, function: Function) -> bool:
        return any(
            self.knowledge.is_one_of(self.names.qualified(decorator), "properties")
            for decorator in function.decorator_list
        )


# A call in a call in a call … is followed so deep.
_DEEPEST = 10
# Kinds by which a rule may decide to speak: that a parameter is one is told as an assumption.
_SURPRISING = frozenset({Kind.TENSOR, Kind.MODULE, Kind.CONTAINER, Kind.LOADER, Kind.OPTIMIZER})
_AUTOGRAD_METHODS = frozenset({"forward", "backward"})
