"""What PyTorch records or compiles (``torch.jit.trace``, ``torch.compile``), and what Python does in such functions.

A trace runs a function once and keeps the operations on tensors: what Python does in it does not happen again. Compiled
functions do what Python does at each call, but are compiled anew for some values. ``torch.jit.script`` compiles what it
understands as it stands, and refuses the rest at once: there is nothing to tell of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tensortidy.semantics.classes import Classes
from tensortidy.semantics.names import Names
from tensortidy.semantics.shapes import decorator_named
from tensortidy.semantics.structure import Function, Structure

_TRACE, _COMPILE = "torch.jit.trace", "torch.compile"
_GROWS = frozenset({"append", "extend", "insert"})


@dataclass(frozen=True)
class PythonEffect:
    """Something that Python does beside computing, and ``what`` in words that follow a function's name: "prints"."""

    node: ast.stmt | ast.expr
    what: str


class RecordedFunctions:
    """The functions of one module that PyTorch records or compiles."""

    def __init__(self, structure: Structure, names: Names, classes: Classes) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes

    def traced(self, call: ast.Call) -> Function | None:
        """The function of the file that a call of ``torch.jit.trace`` records; of a module its ``forward``."""
        if self._names.qualified(call.func) != _TRACE or not call.args:
            return None
        return self._function(call.args[0])

    def effects(self, function: Function) -> Iterator[PythonEffect]:
        """What a function does itself that a trace does not keep."""
        declared = {
            name
            for node in self._structure.nodes_of(function)
            if isinstance(node, ast.Global | ast.Nonlocal)
            for name in node.names
        }
        for node in self._structure.nodes_of(function):
            if isinstance(node, ast.Call):
                if is_print(node, self._names):
                    yield PythonEffect(node, "prints")
                elif isinstance(node.func, ast.Attribute) and node.func.attr in _GROWS:
                    if self._outlives(node.func.value, function):
                        yield PythonEffect(node, f"changes `{ast.unparse(node.func.value)}`")
            elif isinstance(node, ast.Assign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if isinstance(node.value, ast.Constant | ast.Lambda) and isinstance(node, ast.Assign):
                    continue  # the same each time: once is enough
                for target in targets:
                    is_own = isinstance(target, ast.Attribute) and self._is_self(target.value)
                    if is_own or (isinstance(target, ast.Name) and target.id in declared):
                        yield PythonEffect(node, f"assigns `{ast.unparse(target)}`")

    def literals(self, call: ast.Call) -> list[ast.Constant]:
        """The Python literals among the examples of a ``torch.jit.trace``, which it refuses."""
        if self._names.qualified(call.func) != _TRACE or len(call.args) < 2:
            return []
        examples = call.args[1].elts if isinstance(call.args[1], ast.Tuple) else [call.args[1]]
        return [item for item in examples if isinstance(item, ast.Constant) and item.value is not None]

    def compiled(self, call: ast.Call) -> Function | None:
        """The compiled function of the file that is called: decorated, or handed to ``torch.compile`` once."""
        if not isinstance(call.func, ast.Name):
            return None
        found = self._names.definition(call.func)
        if isinstance(found, Function):
            return found if any(self._is_compile(item) for item in found.decorator_list) else None
        bindings = self._names.bindings(call.func.id, call)
        made = bindings[0].value if len(bindings) == 1 else None
        if isinstance(made, ast.Call) and made.args and self._names.qualified(made.func) == _COMPILE:
            return self._function(made.args[0])
        return None

    def unrolled(self, call: ast.Call, function: Function) -> tuple[str, ast.For] | None:
        """The parameter that a call gives a loop's number, and that the function counts to, with that loop."""
        names = [item.arg for item in (*function.args.posonlyargs, *function.args.args)]
        given = dict(zip(names, call.args, strict=False)) | {item.arg: item.value for item in call.keywords if item.arg}
        counted = {
            node.args[0].id
            for node in self._structure.nodes_of(function)
            if isinstance(node, ast.Call)
            and self._names.qualified(node.func) == "range"
            and len(node.args) == 1
            and isinstance(node.args[0], ast.Name)
        }
        for loop in self._structure.loops(call):
            counts = (
                isinstance(loop, ast.For)
                and isinstance(loop.target, ast.Name)
                and isinstance(loop.iter, ast.Call)
                and self._names.qualified(loop.iter.func) == "range"
            )
            for name, value in given.items() if counts else ():
                if name in counted and isinstance(value, ast.Name) and isinstance(loop, ast.For):
                    if isinstance(loop.target, ast.Name) and value.id == loop.target.id:
                        return name, loop
        return None

    def _function(self, node: ast.expr) -> Function | None:
        """The function, or the ``forward`` of the module, that an expression holds."""
        found = self._names.definition(node)
        if isinstance(found, Function):
            return found
        if isinstance(node, ast.Name):
            bindings = self._names.bindings(node.id, node)
            node = bindings[0].value if len(bindings) == 1 and bindings[0].value is not None else node
        made = self._names.definition(node.func) if isinstance(node, ast.Call) else None
        return self._classes.own_method(made, "forward") if isinstance(made, ast.ClassDef) else None

    def _is_compile(self, decorator: ast.expr) -> bool:
        return self._names.qualified(decorator_named(decorator)) == _COMPILE

    def _outlives(self, node: ast.expr, function: Function) -> bool:
        """Whether something is there before and after a call of the function: an attribute of ``self``, a global."""
        if isinstance(node, ast.Attribute):
            return self._is_self(node.value)
        if not isinstance(node, ast.Name):
            return False
        bindings = self._names.bindings(node.id, node)
        return bool(bindings) and not any(self._structure.inside(item.node, function) for item in bindings)

    @staticmethod
    def _is_self(node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id == "self"


def is_print(node: ast.Call, names: Names) -> bool:
    """Whether a call prints, other than to tell that something is traced."""
    if names.qualified(node.func) != "print":
        return False
    texts = [part.value for item in node.args for part in ast.walk(item) if isinstance(part, ast.Constant)]
    return not any(isinstance(text, str) and "trac" in text.lower() for text in texts)
