"""Definitions of functions, and what decorators make of them."""

from __future__ import annotations

import ast

from tensortidy.semantics.hybridization.expressions import Expressions
from tensortidy.semantics.hybridization.frames import Arguments, Frame
from tensortidy.semantics.hybridization.objects import (
    Bound,
    Class,
    Function,
    Instance,
    Library,
    Partial,
    Things,
)
from tensortidy.semantics.hybridization.sources import FunctionSource

GRAPH_FUNCTIONS = frozenset({
    "tensorflow.function", "tensorflow.python.eager.def_function.function",
    "tensorflow.python.eager.polymorphic_function.polymorphic_function.function",
    "tensorflow.python.eager.polymorphic_function.def_function.function",
})  # fmt: skip
"""What ``tf.function`` is called."""
_ROLES = {
    "staticmethod": "static", "classmethod": "class", "property": "property", "functools.cached_property": "property",
    "abc.abstractproperty": "property",
}  # fmt: skip
# The runner of tests calls what they decorate, by the names of its parameters.
_FOR_RUNNERS = frozenset({"pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture"})
_ACCESSES = {"getter": ("property", "read"), "setter": ("setter", "assigned"), "deleter": ("deleter", "deleted")}
# They leave a function what it is, as far as calls of it go.
_TRANSPARENT = frozenset({
    "functools.wraps", "functools.lru_cache", "functools.cache", "abc.abstractmethod", "typing.overload",
    "typing.final", "typing.no_type_check", "contextlib.contextmanager", "contextlib.asynccontextmanager",
    "tensorflow.Module.with_name_scope", "tensorflow.custom_gradient", "tensorflow.recompute_grad",
    "tensorflow.autograph.experimental.do_not_convert", "keras.utils.register_keras_serializable",
    "keras.saving.register_keras_serializable", "atexit.register",
})  # fmt: skip


class Decorating(Expressions):
    """What decorators make of functions."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.hybrid: dict[FunctionSource, list[ast.expr]] = {}
        """Graph functions, with the decorators that make them so."""
        self.assumed: dict[FunctionSource, str] = {}
        """What is taken for granted of the calls of functions with some decorators, in words."""
        self.of_runners: set[FunctionSource] = set()
        """Functions that a runner of tests calls, which looks at how they are written."""

    def define(self, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
        """``def``: the function, or what its decorators make of it."""
        function = self.function(node, frame)
        held: Things = frozenset((function,))
        for decorator in reversed(node.decorator_list):
            held = self._decorated(decorator, function, held, frame)
        if function.role in ("setter", "deleter") and frame.class_thing is not None:
            self.put(frame.class_thing, f"{node.name}.{function.role}", held)
        else:
            self.assign(node.name, held, frame, node)

    def _decorated(self, decorator: ast.expr, function: Function, held: Things, frame: Frame) -> Things:
        if isinstance(decorator, ast.Attribute) and decorator.attr in _ACCESSES:
            function.role, access = _ACCESSES[decorator.attr]
            self.assumed[function.source] = f"it runs where the property is {access}"
            return held
        self.decorators.add(decorator)
        callee = decorator
        while isinstance(callee, ast.Call):  # of nested calls the innermost says what it is
            callee = callee.func
        named = self.evaluate(callee, frame)
        for thing in named:
            if isinstance(thing, Library) and thing.name in GRAPH_FUNCTIONS:
                decorators = self.hybrid.setdefault(function.source, [])
                if decorator not in decorators:
                    decorators.insert(0, decorator)
                self.evaluate(decorator, frame)
                return held if thing.name == "tensorflow.function" else self._taken_as_is(callee, function, held, frame)
            if isinstance(thing, Library) and thing.name in _ROLES:
                function.role = _ROLES[thing.name]
                if function.role == "property":
                    self.assumed[function.source] = "it runs where the property is read"
                return held
            if isinstance(thing, Library) and thing.name in _TRANSPARENT:
                return held
            if isinstance(thing, Library) and thing.name in _FOR_RUNNERS:
                self.of_runners.add(function.source)
                return self.unknown(decorator, frame)
        called = self.evaluate(decorator, frame)
        if any(isinstance(thing, Function | Bound | Class | Instance | Partial) for thing in called):
            if isinstance(decorator, ast.Call):
                if not self.options.speculative:
                    return self.unknown(decorator, frame)
                self.assumed[function.source] = (
                    f"calls of it are what the decorator `{ast.unparse(callee)}` makes of them"
                )
            return self.call(called, Arguments([held]), decorator, frame) or held
        return self._taken_as_is(callee, function, held, frame)

    def _taken_as_is(self, callee: ast.expr, function: Function, held: Things, frame: Frame) -> Things:
        """A decorator of which nothing is known, or whose code is not looked at."""
        if not self.options.speculative:
            return self.unknown(callee, frame)
        self.assumed[function.source] = f"the decorator `{ast.unparse(callee)}` leaves the function as it is"
        return held
