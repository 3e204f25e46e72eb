"""What a variable must be, judged by the methods that are called on it."""

from __future__ import annotations

import ast
from collections import defaultdict

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.values import UNKNOWN, Answer, Value


def dotted(node: ast.AST) -> str | None:
    """``self.model`` for that attribute chain, ``model`` for that name; None for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else None
    return None


class Evidence:
    """The methods called on each variable of each function, and on each attribute of a class."""

    def __init__(self, structure: Structure, knowledge: Knowledge) -> None:
        self._structure = structure
        self._of_modules = knowledge.members("module", "evidence")
        self._of_tensors = knowledge.members("tensor", "evidence")
        self._answers: dict[tuple[ast.AST, str], Value] = {}
        self._methods: dict[ast.AST, dict[str, dict[str, ast.Call]]] | None = None

    def of(self, node: ast.expr) -> Value:
        """What a name or attribute chain of unknown value is by the methods called on it."""
        path = dotted(node)
        if path is None or path in ("self", "torch"):
            return UNKNOWN
        key = (self._home(node, path), path)
        if key not in self._answers:
            self._answers[key] = self._judge(node, path)
        return self._answers[key]

    def _judge(self, node: ast.expr, path: str) -> Value:
        methods = self._called_on(node, path)
        for method in sorted(methods.keys() & self._of_modules, key=lambda name: methods[name].lineno):
            if method in ("eval", "train") and not _is_mode_call(methods[method]):
                continue
            assumption = f"`{path}` is a torch.nn.Module, since `{path}.{method}()` is called"
            return Value(Kind.MODULE, Answer.NO, assumptions=(assumption,))
        if {"zero_grad", "step"} <= methods.keys():
            assumption = f"`{path}` is an optimizer, since `{path}.zero_grad()` and `{path}.step()` are called"
            return Value(Kind.OPTIMIZER, Answer.NO, assumptions=(assumption,))
        return UNKNOWN

    def has_tensor_method(self, node: ast.expr) -> str | None:
        """A method that only tensors have and that is called on this variable somewhere, if any."""
        path = dotted(node)
        if path is None:
            return None
        found = sorted(self._called_on(node, path).keys() & self._of_tensors)
        return found[0] if found else None

    def _called_on(self, node: ast.AST, path: str) -> dict[str, ast.Call]:
        if self._methods is None:
            self._methods = self._collect()
        # an attribute of an object is the same in all methods, a variable only in its function
        found = dict(self._methods.get(self._home(node, path), {}).get(path, {}))
        if "." not in path:
            scope = self._structure.scope(node)
            while not isinstance(scope, ast.Module):  # closures and globals
                scope = self._structure.scope(scope)
                for name, call in self._methods.get(scope, {}).get(path, {}).items():
                    found.setdefault(name, call)
        return found

    def _home(self, node: ast.AST, path: str) -> ast.AST:
        owner = self._structure.class_of(node) if "." in path else None
        return owner if owner is not None else self._structure.scope(node)

    def _collect(self) -> dict[ast.AST, dict[str, dict[str, ast.Call]]]:
        found: dict[ast.AST, dict[str, dict[str, ast.Call]]] = defaultdict(lambda: defaultdict(dict))
        for node in self._structure.nodes(ast.Call):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                path = dotted(node.func.value)
                if path is not None:
                    found[self._home(node, path)][path].setdefault(node.func.attr, node)
        return found


def _is_mode_call(call: ast.Call) -> bool:
    """``model.eval()``, ``model.train()``, ``model.train(False)``: not ``frame.eval("a + b")``."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    if any(keyword.arg != "mode" for keyword in call.keywords):
        return False
    return not arguments or (
        len(arguments) == 1 and isinstance(arguments[0], ast.Constant) and isinstance(arguments[0].value, bool)
    )
