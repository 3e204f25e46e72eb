"""What functions do besides giving a value: to their parameters, to what outlives them, to the world."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from tensortidy.knowledge import Kind
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.flow import Destination, root
from tensortidy.semantics.iterations import Iterations
from tensortidy.semantics.structure import Function
from tensortidy.semantics.summaries import Does, Effect, FunctionSummary
from tensortidy.semantics.values import Step

_STEPS = frozenset({"step", "apply_gradients", "apply", "minimize"})
_BY_TAPE = frozenset({"apply_gradients", "minimize"})
_KEPT = frozenset({Destination.ATTRIBUTE, Destination.GLOBAL})


class Effects(Iterations):
    """Effects of the functions of one module, those of the functions that they call among them."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self._found: dict[ast.AST, frozenset[Effect]] = self._structure.kept()
        self._calls: dict[ast.AST, Collection[Function]] = self._structure.kept()

    def called(self, call: ast.Call) -> FunctionSummary | None:
        """The summary, with its effects, of the function of the project that a call runs, if one is known."""
        function = self.function_called(call)
        if isinstance(function, FunctionSummary):
            return function
        return replace(self._inference.summary(function), effects=self.of(function)) if function is not None else None

    def function_called(self, call: ast.Call) -> Function | FunctionSummary | None:
        """The function or method of the project that a call runs: of this file its definition, else its summary."""
        value = self._inference.value(call.func)
        definition: object = value.definition if value.kind is Kind.FUNCTION else self._names.definition(call.func)
        if value.kind is Kind.MODULE or (value.kind is None and isinstance(value.definition, ast.ClassDef)):
            name = "forward" if value.kind is Kind.MODULE else "__call__"
            definition = self._method(value.definition, name)
        if definition is None and isinstance(call.func, ast.Attribute):
            receiver = self._inference.value(call.func.value)
            definition = self._method(receiver.definition, call.func.attr) if receiver.definition is not None else None
        return definition if isinstance(definition, Function | FunctionSummary) else None

    def of(self, function: Function) -> frozenset[Effect]:
        """Everything that a function does."""
        if function not in self._found:
            self._found[function] = frozenset()  # recursion adds nothing
            self._found[function] = frozenset(self._of(function))
        return self._found[function]

    def trains(self, call: ast.Call) -> bool:
        """Whether a call makes a step of training itself: a backward pass, an optimizer's step, ``fit``."""
        if self._gradients.is_backward(call):
            return self._names.qualified(call.func) != "torch.autograd.grad"
        if not isinstance(call.func, ast.Attribute):
            return False
        receiver = self._inference.value(call.func.value)
        method = call.func.attr
        if method in _STEPS and receiver.kind is Kind.OPTIMIZER:
            return True
        if method in _BY_TAPE and receiver.kind is None:  # no other library has methods of these names
            return True
        if method in ("assign_sub", "assign_add") and receiver.kind is Kind.VARIABLE:
            return any(self._is_tape_gradient(node) for node in self._structure.walk(call))
        if receiver.name and self._knowledge.is_one_of(f"{receiver.name}.{method}", "training calls"):
            return True
        return method in self._knowledge.members("phases", "training") and receiver.kind is Kind.KERAS_MODEL

    def _is_tape_gradient(self, node: ast.AST) -> bool:
        """``tape.gradient(…)``."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "gradient":
            return False
        return self._knowledge.is_one_of(self._inference.value(node.func.value).name, "gradient tapes")

    def reached(self, node: ast.AST) -> Iterator[ast.AST]:
        """Code, and the functions of this file that it calls, and those that they call."""
        reached: list[ast.AST] = [node]
        for current in reached:
            yield current
            reached += [function for function in self._calls_of(current) if function not in reached]

    def _calls_of(self, node: ast.AST) -> Collection[Function]:
        """The functions of this file that a piece of code calls, each once, in order of place."""
        if node not in self._calls:
            called = map(self.function_called, self._structure.within(node, ast.Call))
            self._calls[node] = dict.fromkeys(function for function in called if isinstance(function, Function))
        return self._calls[node]

    # ------------------------------------------------------------ finding

    def _of(self, function: Function) -> Iterator[Effect]:
        own = [node for node in self._structure.nodes_of(function) if not isinstance(node, ast.arguments)]
        names = {name.lstrip("*") for name in self._inference.summary(function).parameters} - {"", self._self(function)}
        for name in sorted(names):
            yield from self._to_parameter(function, name)
        yield from self._inference.summary(function).effects
        for node in own:
            if isinstance(node, ast.Call):
                yield from self._by_call(node)
            yield from self._by_statement(node, function)
        if self._is_recursive(function):
            yield Effect(Does.RECURSIVE)

    def _by_call(self, call: ast.Call) -> Iterator[Effect]:
        """What a call does to the world, and what the function that it runs does there."""
        if self._names.qualified(call.func) == "print":
            yield Effect(Does.PRINTS)
        if self.trains(call):
            yield Effect(Does.TRAINS)
        called = self._argument(call.func)
        if called is not None:
            yield Effect(Does.CALLS, called)
        summary = self.called(call)
        if summary is None:
            return
        given = arguments_of(call, summary)
        for effect in summary.effects:
            if effect.does.is_of_models:
                continue
            value = given.get(effect.parameter)
            if effect.does in (Does.PRINTS, Does.TRAINS, Does.RUNS, Does.COMPARES, Does.ACTS):
                yield effect
            elif effect.does in (Does.PROPAGATES, Does.GIVES_BACK, Does.BUILDS_ON, Does.RECURSIVE):
                continue
            elif value is not None and (mine := self._argument(value)) is not None:
                yield replace(effect, parameter=mine)
            elif effect.does is Does.KEEPS and value is not None:
                for mine in self._parameters_in(value):
                    yield replace(effect, parameter=mine)
            elif value is None and effect.parameter not in summary.parameters:  # what an inner function captures
                yield effect

    def _argument(self, node: ast.expr) -> str | None:
        """The parameter that an expression still is, under whatever name."""
        how = self._inference.value(node).term
        return how.name if how is not None and how.step is Step.ARGUMENT else None

    def _parameters_in(self, node: ast.expr) -> Iterator[str]:
        """The parameters of the function around an expression whose values are found in its variables."""
        function = self._structure.function(node)
        if not isinstance(function, Function):
            return
        used = {item.id for item in self._structure.walk(node) if isinstance(item, ast.Name)}
        for parameter in self._inference.summary(function).parameters:
            name = parameter.lstrip("*")
            if name and used & self.variables_of_parameter(function, name):
                yield name

    def _to_parameter(self, function: Function, name: str) -> Iterator[Effect]:
        destinations = self.destinations_of_parameter(function, name)
        if Destination.BACKWARD in destinations:
            yield Effect(Does.PROPAGATES, name)
        if destinations & {Destination.RETURNED, Destination.YIELDED}:
            yield Effect(Does.GIVES_BACK, name)
        if any(self._is_in_result(node, function, name) for node in self._structure.nodes_of(function)):
            yield Effect(Does.BUILDS_ON, name)
        if any(self._is_inner(read, function, name) for read in self._structure.reads(name)):
            yield Effect(Does.CAPTURES, name)
        for kept in destinations & _KEPT:
            yield Effect(Does.KEEPS, name, kept.value)

    def _is_inner(self, read: ast.AST, function: Function, name: str) -> bool:
        """Whether a function within reads the parameter of the one around it."""
        if not isinstance(read, ast.Name) or not self._structure.inside(read, function):
            return False
        inner = self._structure.function(read) is not function
        return inner and self._names.binding_scope(name, read) is function

    def _is_in_result(self, node: ast.AST, function: Function, name: str) -> bool:
        if not isinstance(node, ast.Return | ast.Yield | ast.YieldFrom) or node.value is None:
            return False
        known = self.variables_of_parameter(function, name)
        return any(isinstance(item, ast.Name) and item.id in known for item in self._structure.walk(node.value))

    def _by_statement(self, node: ast.AST, function: Function) -> Iterator[Effect]:
        """What one node does to a parameter: ``p.close()``, ``p.detach_()``, ``p[…] = …``, ``del p[:]``."""
        match node:
            case ast.Call(func=ast.Attribute(value=holder, attr=method)):
                yield from self._by_method(node, holder, method)
            case ast.Delete(targets=[ast.Subscript(value=holder, slice=ast.Slice(lower=None, upper=None))]):
                yield from self._frees(holder)
            case ast.Subscript(ctx=ast.Store() | ast.Del()):
                yield from self._stores(node)
            case ast.Attribute(value=holder, ctx=ast.Store() | ast.Del()) if self._is_parameter(holder):
                yield Effect(Does.MUTATES, self._argument(holder) or "")
            case ast.AugAssign(target=ast.Name() as target) if self._changes_in_place(target):
                yield Effect(Does.MUTATES, target.id)
            case ast.withitem(context_expr=ast.Name() as holder) if self._is_parameter(holder):
                yield Effect(Does.CLOSES, self._argument(holder) or "")
        if isinstance(node, ast.Call):
            name = self._names.qualified(node.func)
            if self._knowledge.is_one_of(name, "closers of handles") and node.args and self._is_parameter(node.args[0]):
                yield Effect(Does.CLOSES, self._argument(node.args[0]) or "")

    def _is_parameter(self, node: ast.expr) -> bool:
        """Whether an expression is a parameter, and not the object whose method this is."""
        function = self._structure.function(node)
        name = self._argument(node)
        return name is not None and not (isinstance(function, Function) and name == self._self(function))

    def _changes_in_place(self, target: ast.Name) -> bool:
        """Whether ``rows += …`` changes what a parameter holds: a list or a tensor, and no number."""
        bindings = self._names.bindings(target.id, target)
        is_argument = any(isinstance(binding.node, ast.arg) for binding in bindings)
        kinds = (Kind.TENSOR, Kind.ARRAY, Kind.CONTAINER)
        return is_argument and self._inference.value(target).kind in kinds

    def _stores(self, node: ast.Subscript) -> Iterator[Effect]:
        """``table[key] = value``, in a container of a parameter too."""
        holder = root(node)
        if self._is_parameter(holder):
            yield Effect(Does.MUTATES, self._argument(holder) or "")
        statement = self._structure.statement(node)
        if isinstance(statement, ast.Assign) and not self._is_local(holder):
            for name in self._parameters_in(statement.value):
                if self._holds(statement.value, name):
                    yield Effect(Does.KEEPS, name, Destination.CONTAINER.value)

    def _frees(self, holder: ast.expr) -> Iterator[Effect]:
        """Emptying a parameter, an attribute of the object, or a variable of the module."""
        path = self._argument(holder) if self._is_parameter(holder) else None
        if path is None and isinstance(holder, ast.Attribute | ast.Name) and not self._is_local(holder):
            path = dotted(holder)
        if path is not None:
            yield Effect(Does.FREES, path)

    def _by_method(self, call: ast.Call, holder: ast.expr, method: str) -> Iterator[Effect]:
        grows = self._knowledge.is_one_of(method, "growing methods")
        if method == "clear":
            yield from self._frees(holder)
        elif grows and not self._is_local(root(holder)) and self._inference.value(holder).definition is None:
            for argument in call.args:
                for name in self._parameters_in(argument):
                    if self._holds(argument, name):
                        yield Effect(Does.KEEPS, name, Destination.CONTAINER.value)
        mine = self._argument(holder) if self._is_parameter(holder) else None
        if mine is not None:
            yield from self._to_argument(call, mine, method)

    def _to_argument(self, call: ast.Call, name: str, method: str) -> Iterator[Effect]:
        grows = self._knowledge.is_one_of(method, "growing methods")
        if method == "detach_":
            yield Effect(Does.DETACHES, name)
        elif self._knowledge.is_one_of(method, "closing methods") or method == "release":
            yield Effect(Does.CLOSES, name)
        elif grows or method in ("update", "pop", "remove", "sort"):
            if self._inference.value(call.func).definition is None:
                yield Effect(Does.MUTATES, name)
        elif method.endswith("_") and not method.startswith("_"):
            yield Effect(Does.MUTATES, name)

    def _holds(self, node: ast.expr, name: str) -> bool:
        """Whether a value keeps hold of a variable of it: ``(state, 1)`` does, ``float(gain)`` does not."""
        if isinstance(node, ast.Call):
            called = self._names.qualified(node.func)
            if self._knowledge.is_one_of(called, "readers of values"):
                return False
            if isinstance(node.func, ast.Attribute) and self._knowledge.is_one_of(node.func.attr, "freeing methods"):
                return False
        if isinstance(node, ast.Tuple | ast.List):
            return any(self._holds(item, name) for item in node.elts)
        function = self._structure.function(node)
        known = self.variables_of_parameter(function, name) if isinstance(function, Function) else {name}
        return any(isinstance(item, ast.Name) and item.id in known for item in self._structure.walk(node))

    def _is_local(self, holder: ast.expr) -> bool:
        """Whether a container is made by the function around it."""
        if not isinstance(holder, ast.Name) or self._argument(holder) is not None:
            return False
        return self._names.binding_scope(holder.id, holder) is self._structure.function(holder)

    def _is_recursive(self, function: Function) -> bool:
        return any(
            self.function_called(call) is function
            for part in self.reached(function)
            for call in self._structure.walk(part)
            if isinstance(call, ast.Call)
        )

    def _self(self, function: Function) -> str:
        return self._inference.classes.self_name(function) or ""

    def _method(self, owner: object, name: str) -> object:
        if isinstance(owner, ast.ClassDef):
            return self._inference.classes.method(owner, name)
        return owner.method(name) if hasattr(owner, "method") else None


def arguments_of(call: ast.Call, summary: FunctionSummary) -> dict[str, ast.expr]:
    """The arguments of a call by the parameters of the function that it runs."""
    offset = 1 if summary.is_method and isinstance(call.func, ast.Attribute) else 0
    given = dict(zip(summary.positional[offset:], call.args, strict=False))
    given.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg is not None})
    return given
