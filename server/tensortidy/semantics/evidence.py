"""What a variable must be, judged by the methods that are called on it."""

from __future__ import annotations

import ast

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
        self._answers: dict[ast.AST, dict[str, Value]] = structure.kept()
        self._methods: dict[ast.AST, dict[str, dict[str, ast.Call]]] = structure.kept()

    def of(self, node: ast.expr) -> Value:
        """What a name or attribute chain of unknown value is by the methods called on it."""
        path = dotted(node)
        if path is None or path in ("self", "torch"):
            return UNKNOWN
        answers = self._answers.setdefault(self._home(node, path), {})
        if path not in answers:
            answers[path] = self._judge(node, path)
        return answers[path]

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
        # an attribute of an object is the same in all methods, a variable only in its function
        home = self._home(node, path)
        found = dict(self._called_in(home, path))
        if "." not in path:
            while not isinstance(home, ast.Module):  # closures and globals
                home = self._structure.scope(home)
                for name, call in self._called_in(home, path).items():
                    found.setdefault(name, call)
        return found

    def _called_in(self, home: ast.AST, path: str) -> dict[str, ast.Call]:
        """The first call of each method of a variable that is at home in a scope."""
        methods = self._methods.setdefault(home, {})
        if path not in methods:
            methods[path] = {}
            for read in self._structure.reads(path.rpartition(".")[2]):
                method = self._structure.parent(read)
                call = self._structure.parent(method) if isinstance(method, ast.Attribute) else None
                if isinstance(method, ast.Attribute) and isinstance(call, ast.Call) and call.func is method:
                    if dotted(read) == path and self._home(read, path) is home:
                        methods[path].setdefault(method.attr, call)
        return methods[path]

    def _home(self, node: ast.AST, path: str) -> ast.AST:
        owner = self._structure.class_of(node) if "." in path else None
        return owner if owner is not None else self._structure.scope(node)


def _is_mode_call(call: ast.Call) -> bool:
    """``model.eval()``, ``model.train()``, ``model.train(False)``: not ``frame.eval("a + b")``."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    if any(keyword.arg != "mode" for keyword in call.keywords):
        return False
    return not arguments or (
        len(arguments) == 1 and isinstance(arguments[0], ast.Constant) and isinstance(arguments[0].value, bool)
    )
