"""What outlives the functions that fill it: variables of the module, attributes, variables of functions around."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.flow import root
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Scope, Structure


class Stores:
    """Questions about the containers of one module that functions put something into."""

    def __init__(self, structure: Structure, names: Names, knowledge: Knowledge) -> None:
        self._structure = structure
        self._names = names
        self._knowledge = knowledge

    def filled(self, node: ast.AST) -> tuple[ast.expr, ast.expr, ast.expr | None] | None:
        """The container that a node adds to, what is added, and the key where there is one; else None.

        Matches ``kept.append(x)``, ``kept += [x]`` and ``kept[key] = x``.
        """
        match node:
            case ast.Call(func=ast.Attribute(attr=method, value=holder), args=[*_, value]):
                return (holder, value, None) if self._knowledge.is_one_of(method, "growing methods") else None
            case ast.AugAssign(op=ast.Add(), target=holder, value=ast.List(elts=[value]) | ast.Tuple(elts=[value])):
                return holder, value, None
            case ast.Assign(targets=[ast.Subscript(value=holder, slice=key)], value=value):
                return holder, value, key
        return None

    def home(self, holder: ast.expr) -> Scope | ast.ClassDef | None:
        """What holds every use of a container that this file can show; None where it is not known.

        For ``self.kept`` it is the class, for ``Codec.kept`` the class that this name means, for a variable its scope.
        """
        first = holder
        while isinstance(first, ast.Attribute):
            first = first.value
        if not isinstance(first, ast.Name):
            return None
        if first is holder:
            return self._names.binding_scope(first.id, holder)
        definition = self._names.definition(first)
        if isinstance(definition, ast.ClassDef):
            return self._structure.module
        function = self._structure.function(holder)
        is_self = isinstance(function, Function) and function.args.args[:1] and function.args.args[0].arg == first.id
        return self._structure.class_of(holder) if is_self else None

    def made(self, holder: ast.expr) -> ast.expr | None:
        """The value that a container is bound to, where the file binds it once."""
        home, path = self.home(holder), dotted(holder)
        made = list(self._made(home, path.rpartition(".")[2])) if home is not None and path is not None else []
        return made[0] if len(made) == 1 else None

    def is_emptied(self, holder: ast.expr) -> bool:
        """Whether the file empties a container, makes it anew or bounds it: True where that is not known."""
        home = self.home(holder)
        path = dotted(holder)
        if home is None or path is None:
            return True
        last = path.rpartition(".")[2]
        made = list(self._made(home, last))
        if len(made) != 1 or self._is_bounded(made[0]):
            return True
        for node in self._structure.walk(self._structure.module if "." in path else home):
            match node:
                case ast.Attribute(attr=method, value=emptied):  # kept.pop(key), finalize(x, kept.pop, key)
                    if self._knowledge.is_one_of(method, "emptying methods") and _last(emptied) == last:
                        return True
                case ast.Delete(targets=targets):
                    if any(_last(root(target)) == last for target in targets):
                        return True
                case ast.Assign(targets=[ast.Subscript(slice=ast.Slice()) as target]):
                    if _last(root(target)) == last:
                        return True
                case ast.Call(func=ast.Name(id="len"), args=[measured]):
                    if _last(measured) == last and self._limits(node):
                        return True
        return False

    def _made(self, home: ast.AST, name: str) -> Iterator[ast.expr | None]:
        """The values that the file gives to a variable or attribute, all in all."""
        for node in self._structure.walk(home):
            if not isinstance(node, ast.Name | ast.Attribute) or isinstance(node.ctx, ast.Load):
                continue
            if _last(node) == name:
                statement = self._structure.statement(node)
                if not isinstance(statement, ast.AugAssign):
                    yield statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None

    def _is_bounded(self, value: ast.expr | None) -> bool:
        """``deque(maxlen=…)``, a weak dictionary, or anything else that is no plain new container."""
        match value:
            case ast.List() | ast.Dict() | ast.Set():
                return False
            case ast.Call(func=called, args=given, keywords=named):
                name = self._names.qualified(called) or ""
                if name in ("list", "dict", "set", "collections.OrderedDict", "collections.defaultdict"):
                    return False
                return name != "collections.deque" or len(given) > 1 or bool(named)
        return True

    def _limits(self, call: ast.AST) -> bool:
        """Whether a length is compared with something: ``if len(kept) > 100``."""
        return isinstance(self._structure.parent(call), ast.Compare)


def _last(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
