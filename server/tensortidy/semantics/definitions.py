"""Functions and classes of a file: how they are entered, what they give, what their attributes hold."""

from __future__ import annotations

import ast
from abc import abstractmethod
from dataclasses import replace

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.evaluation import Evaluation
from tensortidy.semantics.evidence import Evidence
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.names import Names, parameters
from tensortidy.semantics.operations import without_terms
from tensortidy.semantics.references import Environment
from tensortidy.semantics.structure import Function, Scope, Structure
from tensortidy.semantics.summaries import ClassSummary, FunctionSummary, parameter_names
from tensortidy.semantics.values import (
    NONE,
    UNKNOWN,
    Answer,
    Step,
    Value,
    container,
    join_all,
    term,
    unknown,
)


class Definitions(Evaluation):
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
        self._exits: dict[ast.AST, Environment] = {}
        self._running: dict[ast.AST, Environment] = {}
        self._given: dict[ast.AST, list[Value]] = {}
        self._generators: set[ast.AST] = set()
        self._loop_exits: list[list[Environment]] = []
        self._summaries: dict[ast.AST, FunctionSummary] = {}
        self._attribute_values: dict[tuple[ast.ClassDef, str], Value] = {}

    def value(self, node: ast.expr) -> Value:
        """What an expression may hold, over all times that it is evaluated."""
        self.run(self.structure.function(node) or self.structure.module)
        return self.values.get(node, UNKNOWN)

    @abstractmethod
    def run(self, scope: Scope) -> None:
        """Infer the values of one function, or of the module's top level, unless that is done or being done."""

    def summary(self, function: Function | ast.Lambda) -> FunctionSummary:
        """A function as its callers see it."""
        found = self._summaries.get(function)
        if found is None:
            name = getattr(function, "name", "<lambda>")
            arguments = parameter_names(function.args)
            found = FunctionSummary("", name, arguments, UNKNOWN)
            self._summaries[function] = found  # recursion adds nothing
            self.run(function)
            if function in self._running:  # asked for while it runs: what it gives is not known yet
                del self._summaries[function]
                return found
            self._summaries[function] = replace(
                found,
                returns=self._gives(function),
                defaults=self._defaults(function.args),
                tracks=self.grad_mode.function(function),
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
        if found is None:
            return UNKNOWN
        return found if self.structure.function(at) is scope else without_terms(found)

    def give(self, node: ast.AST, value: Value) -> None:
        """Take note of what the function around a ``return`` or ``yield`` gives its caller."""
        function = self.structure.function(node)
        if function is None:
            return
        if not isinstance(node, ast.Return) and function not in self._generators:
            self._generators.add(function)
            self._given[function] = []
        if isinstance(node, ast.Return) and function in self._generators:
            return
        self._given.setdefault(function, []).append(value)

    def attribute(self, owner: ast.ClassDef, name: str) -> Value:
        """The join of everything that a class's methods assign to ``self.<name>``, in terms of its constructor's."""
        key = (owner, name)
        found = self._attribute_values.get(key)
        if found is None:
            found = self._assigned_to(owner, name)
            if not self._running:
                self._attribute_values[key] = found
        return found

    def _assigned_to(self, owner: ast.ClassDef, name: str) -> Value:
        values: list[Value] = []
        for statement in self.classes.assignments(owner, name):
            method = self.structure.function(statement)
            made = self._assigned(statement)
            in_maker = isinstance(method, Function) and method.name == "__init__"
            if in_maker and made.kind is Kind.MODULE:
                left = self._exits.get(method, {}).get(f"{self.classes.self_name(method)}.{name}")  # type: ignore[arg-type]
                made = left if left is not None and left.is_frozen else made
            values.append(made if in_maker else without_terms(made))
        meaningful = [value for value in values if value.kind is not Kind.NONE]
        if not values:
            return self.classes.inherited(owner, name) or UNKNOWN
        return join_all(meaningful or values)

    def _assigned(self, statement: ast.AST) -> Value:
        if isinstance(statement, ast.Assign):
            value = self.value(statement.value)
            target = statement.targets[0]
            return value if not isinstance(target, ast.Tuple | ast.List) else UNKNOWN
        if isinstance(statement, ast.AnnAssign):
            value = self.value(statement.value) if statement.value is not None else UNKNOWN
            return value if value.is_known else self._annotated(statement.annotation, statement)
        if isinstance(statement, ast.AugAssign):
            self.value(statement.value)
            return self.values.get(statement.target, UNKNOWN)
        return UNKNOWN

    # ------------------------------------------------------------ entering and leaving a function

    def _entry(self, scope: Scope) -> Environment:
        entry: Environment = {}
        if not isinstance(scope, Function | ast.Lambda):
            return entry
        for parameter in parameters(scope.args):
            if parameter is scope.args.vararg or parameter is scope.args.kwarg:
                value = container(unknown(parameter))
            elif parameter.annotation is None:
                entry[parameter.arg] = self.parameter(parameter)
                continue
            else:
                value = self._annotated(parameter.annotation, parameter)
            entry[parameter.arg] = replace(value, term=term(Step.ARGUMENT, name=parameter.arg))
        if isinstance(scope, Function):
            this = self.classes.self_name(scope)
            owner = self.structure.parent(scope)
            if this is not None and isinstance(owner, ast.ClassDef):
                entry[this] = replace(self.instance(owner), term=term(Step.ARGUMENT, name=this))
        return entry

    def _gives(self, function: Function | ast.Lambda) -> Value:
        given = join_all(self._given.get(function, [NONE]))
        return container(given) if function in self._generators else given

    def _defaults(self, arguments: ast.arguments) -> tuple[tuple[str, Value], ...]:
        named = [*arguments.posonlyargs, *arguments.args]
        pairs = [
            *zip(named[len(named) - len(arguments.defaults) :], arguments.defaults, strict=True),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        return tuple((parameter.arg, self.value(default)) for parameter, default in pairs if default is not None)

    def _is_bound(self, function: Function) -> bool:
        if not isinstance(self.structure.parent(function), ast.ClassDef):
            return False
        return all(self.names.qualified(decorator) != "staticmethod" for decorator in function.decorator_list)

    def _is_property(self, function: Function) -> bool:
        return any(
            self.knowledge.is_one_of(self.names.qualified(decorator), "properties")
            for decorator in function.decorator_list
        )

    def _annotated(self, annotation: ast.expr, origin: ast.AST) -> Value:
        """The value that a type annotation promises."""
        nothing = unknown(origin)
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            return nothing
        if isinstance(annotation, ast.BinOp):  # Tensor | None
            sides = [self._annotated(side, origin) for side in (annotation.left, annotation.right)]
            return next((side for side in sides if side.kind not in (None, Kind.NONE)), nothing)
        if isinstance(annotation, ast.Subscript):
            outer = self.names.qualified(annotation.value)
            if outer == "typing.Optional":
                return self._annotated(annotation.slice, origin)
            if outer in _CONTAINERS:
                inner = annotation.slice
                parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                return container(self._annotated(parts[-1], origin)) if parts else nothing
            annotation = annotation.value
        local = self.names.definition(annotation)
        if isinstance(local, ast.ClassDef):
            return self.instance(local)
        elsewhere = self.names.elsewhere(annotation)
        if elsewhere is not None and isinstance(elsewhere.definition, ClassSummary):
            return self.instance(elsewhere.definition)
        name = self.names.qualified(annotation) or ""
        kind = _ANNOTATIONS.get(name) or self.knowledge.instance_of(name)
        if kind is not None:
            graph = Answer.UNKNOWN if kind is Kind.TENSOR else Answer.NO
            return Value(kind, graph, origins=frozenset((origin,)))
        return nothing


_CONTAINERS = frozenset({"list", "dict", "set", "typing.List", "typing.Dict", "typing.Sequence", "typing.Iterable",
                         "typing.Set", "typing.Iterator", "collections.abc.Sequence", "collections.abc.Iterable",
                         "collections.abc.Iterator"})  # fmt: skip
_ANNOTATIONS: dict[str, Kind] = {
    "torch.Tensor": Kind.TENSOR,
    "torch.FloatTensor": Kind.TENSOR,
    "torch.LongTensor": Kind.TENSOR,
    "torch.optim.Optimizer": Kind.OPTIMIZER,
    "torch.utils.data.DataLoader": Kind.LOADER,
    "numpy.ndarray": Kind.ARRAY,
    "float": Kind.NUMBER,
    "int": Kind.NUMBER,
    "bool": Kind.NUMBER,
    "str": Kind.STRING,
    "tensorflow.Tensor": Kind.EAGER_TENSOR,
    "tensorflow.Variable": Kind.VARIABLE,
}
