"""NumPy, loops and Python over what comes from parameters: none of it can be traced."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from tensortidy.semantics.hybridization.branches import uneven
from tensortidy.semantics.hybridization.frames import Event
from tensortidy.semantics.hybridization.machine import Machine
from tensortidy.semantics.hybridization.objects import Array, Tensor
from tensortidy.semantics.hybridization.python_on_tensors import asked_for, grows_in_a_graph_loop
from tensortidy.semantics.hybridization.sources import FunctionSource

_NOT_VALUES = frozenset({
    "shape", "dtype", "name", "ndim", "ndims", "rank", "device", "get_shape", "as_list", "size", "spec",
})  # fmt: skip
_OF_ANYTHING = frozenset({"len", "isinstance", "hasattr", "type", "id", "callable", "print", "getattr"})
_PYTHON_LOOPS = frozenset({"enumerate", "range", "zip", "items", "keys", "values"})


class Provenance:
    """What is computed from the parameters of functions."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._known: dict[tuple[FunctionSource, frozenset[str]], _Summary] = {}

    def numpy_use(self, source: FunctionSource, parameters: Iterable[str]) -> Event | None:
        """A call of NumPy or SciPy on the value of one of some parameters, in the function or those that it calls."""
        return self._summary(source, frozenset(parameters)).numpy

    def iteration(self, source: FunctionSource, parameters: Iterable[str]) -> Event | None:
        """A loop over a tensor that comes from one of some parameters, in the function itself."""
        return self._summary(source, frozenset(parameters)).loop

    def taken_apart(self, source: FunctionSource, parameters: Iterable[str]) -> Event | None:
        """Where Python goes through a tensor that comes from some parameters, in the function or its callees."""
        return self._summary(source, frozenset(parameters)).apart

    def value_asked(self, source: FunctionSource, parameters: Iterable[str]) -> Event | None:
        """Where Python needs the value of a tensor that comes from some parameters, in the function or its callees."""
        return self._summary(source, frozenset(parameters)).asked

    def branch(self, source: FunctionSource, parameters: Iterable[str]) -> Event | None:
        """A branch on the value of a tensor that gives different things on its two ways, which a graph cannot."""
        return self._summary(source, frozenset(parameters)).branch

    def _summary(self, source: FunctionSource, parameters: frozenset[str]) -> _Summary:
        key = (source, parameters)
        if key not in self._known:
            self._known[key] = _Summary()  # ends the recursion of recursive functions
            self._known[key] = _Flow(self._machine, self._summary, source, parameters).summary()
        return self._known[key]


class _Summary:
    """What a function does with its parameters."""

    def __init__(self) -> None:
        self.numpy: Event | None = None
        self.loop: Event | None = None
        self.branch: Event | None = None
        self.apart: Event | None = None
        self.asked: Event | None = None
        self.returns = False


_Ask = Callable[[FunctionSource, "frozenset[str]"], _Summary]


class _Flow:
    """The names of one function that hold what comes from its parameters."""

    def __init__(self, machine: Machine, ask: _Ask, source: FunctionSource, parameters: frozenset[str]) -> None:
        self._machine = machine
        self._ask = ask
        self._source = source
        self._names = set(parameters)
        self._found = _Summary()

    def summary(self) -> _Summary:
        """What the function does with the parameters."""
        for _ in range(2):  # what a loop carries is known at its second pass
            for node in self._source.own_nodes:
                self._look_at(node)
        if isinstance(self._source.node, ast.Lambda):
            self._found.returns |= self._comes_from(self._source.node.body)
        return self._found

    def _look_at(self, node: ast.AST) -> None:
        found = self._found
        found.apart = found.apart or asked_for(self._machine, node, self._comes_from, iterated=True)
        found.asked = found.asked or asked_for(self._machine, node, self._comes_from, iterated=False)
        if found.asked is None and isinstance(node, ast.For):
            found.asked = grows_in_a_graph_loop(self._machine, node)
        match node:
            case ast.Assign(targets=targets, value=value):
                if self._comes_from(value):
                    for target in targets:
                        self._taint(target)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.AugAssign(target=target, value=value):
                if self._comes_from(value):
                    self._taint(target)
            case ast.NamedExpr(target=target, value=value):
                if self._comes_from(value):
                    self._taint(target)
            case ast.For(target=target, iter=iterated) | ast.comprehension(target=target, iter=iterated):
                if self._comes_from(iterated):
                    self._taint(target)
                    self._look_at_loop(node, iterated)
            case ast.If(test=test) | ast.While(test=test):
                if self._found.branch is None and self._comes_from(test):
                    what = uneven(node, self._source)
                    self._found.branch = Event(what, node.lineno) if what else None
            case ast.Return(value=ast.expr() as value):
                self._found.returns |= self._comes_from(value)
            case ast.Call():
                self._look_at_call(node)

    def _taint(self, target: ast.expr) -> None:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self._names.add(node.id)

    def _look_at_loop(self, node: ast.AST, iterated: ast.expr) -> None:
        if isinstance(iterated, ast.Call):
            called = iterated.func
            name = (
                called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
            )
            if name in _PYTHON_LOOPS:
                return
        held = self._machine.iterated.get(node, frozenset())
        if held and all(isinstance(thing, Tensor | Array) for thing in held) and self._found.loop is None:
            self._found.loop = Event("iterates over a tensor", iterated.lineno)

    def _look_at_call(self, node: ast.Call) -> None:
        name = self._machine.numpy_calls.get(node)
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if name is not None and self._found.numpy is None:
            receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
            is_method = name.startswith("numpy.ndarray.")
            if any(self._comes_from(item) for item in given) or (
                is_method and receiver is not None and self._comes_from(receiver)
            ):
                shown = name.replace("numpy.ndarray", "", 1) if is_method else name
                self._found.numpy = Event(f"calls `{shown}` on what comes from a parameter", node.lineno)
            return
        for callee in self._machine.targets.get(node, ()):
            handed = self._handed(node, callee)
            if handed and callee is not self._source:
                summary = self._ask(callee, handed)
                self._found.numpy = self._found.numpy or summary.numpy
                self._found.apart = self._found.apart or summary.apart
                self._found.asked = self._found.asked or summary.asked

    def _handed(self, node: ast.Call, callee: FunctionSource) -> frozenset[str]:
        """The parameters of a called function that get what comes from ours."""
        names = [parameter.arg for parameter in callee.positional]
        if callee.is_method:
            names = names[1:]
        found = {name for name, value in zip(names, node.args, strict=False) if self._comes_from(value)}
        found.update(
            keyword.arg
            for keyword in node.keywords
            if keyword.arg in callee.parameter_names and self._comes_from(keyword.value)
        )
        return frozenset(name for name in found if name is not None)

    def _comes_from(self, node: ast.AST) -> bool:
        """Whether the value of an expression comes from a parameter; shapes and dtypes are no values."""
        match node:
            case ast.Name(id=name):
                return name in self._names
            case ast.Attribute(value=value, attr=name):
                return name not in _NOT_VALUES and not isinstance(value, ast.Name) and self._comes_from(value)
            case ast.Call(func=function):
                return self._call_comes_from(node, function)
            case ast.Lambda() | ast.Constant():
                return False
            case ast.Compare(ops=operators) if any(isinstance(item, ast.Is | ast.IsNot) for item in operators):
                return False
            case ast.Subscript(value=value):
                return self._comes_from(value)
        return any(
            self._comes_from(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr | ast.keyword)
        )

    def _call_comes_from(self, node: ast.Call, function: ast.expr) -> bool:
        if node in self._machine.shape_calls or (isinstance(function, ast.Name) and function.id in _OF_ANYTHING):
            return False
        callees = self._machine.targets.get(node)
        if callees and all(callee.simple_name not in ("__init__",) for callee in callees):
            return any(
                self._ask(callee, handed).returns
                for callee in callees
                if callee is not self._source and (handed := self._handed(node, callee))
            )
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if any(self._comes_from(item) for item in given):
            return True
        if isinstance(function, ast.Attribute) and function.attr not in _NOT_VALUES:
            return self._comes_from(function.value)
        return False
