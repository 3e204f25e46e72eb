"""Where values go: from the assignment of a variable along its reads, and through the variables computed from it."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator
from enum import Enum

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.summaries import Does, Effect, FunctionSummary


class Destination(str, Enum):
    """Where a value goes."""

    BACKWARD = "backward"
    RETURNED = "returned"
    YIELDED = "yielded"
    ATTRIBUTE = "attribute"
    GLOBAL = "global"
    CAPTURED = "captured"
    CONTAINER = "container"
    ARGUMENT = "argument"
    METHOD = "method"
    READ = "read"


ESCAPES = frozenset(Destination) - {Destination.BACKWARD, Destination.METHOD, Destination.READ}
"""Where code may get hold of a value that is not in sight."""


class Flow(ABC):
    """Questions about where the values of one module go. What called functions do is left to the subclass."""

    def __init__(
        self, structure: Structure, names: Names, inference: Inference, gradients: Gradients, knowledge: Knowledge
    ) -> None:
        self._structure = structure
        self._names = names
        self._inference = inference
        self._gradients = gradients
        self._knowledge = knowledge
        self._parameter_destinations: dict[ast.AST, dict[str, frozenset[Destination]]] = structure.kept()
        self._variables: dict[ast.AST, dict[str, frozenset[str]]] = structure.kept()

    @abstractmethod
    def called(self, call: ast.Call) -> FunctionSummary | None:
        """The summary, with its effects, of the function of the project that a call runs, if one is known."""

    # ------------------------------------------------------------ destinations

    def destinations(self, name: str, statement: ast.stmt) -> set[Destination]:
        """Where the value goes that a statement gives to a variable."""
        scope = self._names.binding_scope(name, statement) or self._structure.module
        found: set[Destination] = set()
        if self._is_global(name, statement):
            found.add(Destination.GLOBAL)
        reads = [read for read in self.reads(name, scope) if self.reaches(name, statement, read)]
        self._follow(name, reads, scope, found)
        found.discard(Destination.METHOD)
        if len(found) > 1:
            found.discard(Destination.READ)
        return found or {Destination.READ}

    def destinations_of_path(self, path: str, home: ast.AST, *, but: ast.stmt) -> set[Destination]:
        """Where a variable or attribute goes, wherever it is read inside a node, the statement ``but`` left out."""
        found: set[Destination] = set()
        reads = [read for read in self.reads(path, home) if self._structure.statement(read) is not but]
        self._follow(path, reads, home, found)
        return found or {Destination.READ}

    def destinations_of_parameter(self, function: Function, name: str) -> frozenset[Destination]:
        """Where the value of a parameter goes."""
        known = self._parameter_destinations.setdefault(function, {})
        if name not in known:
            known[name] = frozenset({Destination.READ})  # recursion adds nothing
            found: set[Destination] = set()
            reads = [read for part in function.body for read in self.reads(name, part)]
            variables = self._follow(name, reads, function, found)
            self._variables.setdefault(function, {})[name] = frozenset(variables)
            known[name] = frozenset(found or {Destination.READ})
        return known[name]

    def variables_of_parameter(self, function: Function, name: str) -> frozenset[str]:
        """The variables in which a parameter's value, or something computed from it, is found."""
        self.destinations_of_parameter(function, name)
        return self._variables.get(function, {}).get(name, frozenset((name,)))

    def _follow(self, path: str, reads: list[ast.expr], scope: ast.AST, found: set[Destination]) -> set[str]:
        """Follow reads, and those of the variables that their values go on in; gives all these variables."""
        paths, pending = {path}, list(reads)
        home = self._structure.function(reads[0]) if reads else None
        if isinstance(scope, Function):
            home = scope
        while pending:
            read = pending.pop()
            inner = self._structure.function(read)
            destination, onward = self._destination(read)
            if inner is not home and inner is not None and inner is not scope and isinstance(read, ast.Name):
                found.update((Destination.CAPTURED,), (destination,) if destination is Destination.BACKWARD else ())
                continue
            found.add(destination)
            for name in onward - paths:
                paths.add(name)
                pending.extend(self.reads(name, scope))
        return paths

    def _destination(self, read: ast.expr) -> tuple[Destination, set[str]]:
        """What happens to a value where it is read, and the variables that it goes on in."""
        node: ast.AST = read
        method = False
        for outer in self._structure.ancestors(read):
            match outer:
                case ast.Call():
                    known = self._through_call(outer, node)
                    if known is not None:
                        return known, set()
                case ast.Attribute():
                    if self._knowledge.is_one_of(outer.attr, "freeing methods") or self._is_plain(outer):
                        return Destination.METHOD, set()
                    method = True
                case ast.Compare() | ast.FormattedValue() | ast.JoinedStr() | ast.Delete() | ast.Assert():
                    return Destination.READ, set()
                case ast.Subscript() if node is outer.slice:
                    return Destination.READ, set()
                case ast.Subscript() if isinstance(outer.ctx, ast.Store):
                    return Destination.READ, set()
                case ast.Return() | ast.Lambda():
                    return Destination.RETURNED, set()
                case ast.Yield() | ast.YieldFrom():
                    return Destination.YIELDED, set()
                case ast.Assign() | ast.AugAssign() | ast.AnnAssign() | ast.NamedExpr() if node is not outer.value:
                    return Destination.READ, set()
                case ast.Assign() | ast.AugAssign() | ast.AnnAssign() | ast.NamedExpr():
                    return self._assigned(outer, method)
                case ast.For() | ast.AsyncFor() | ast.comprehension():
                    names = {item.id for item in self._structure.walk(outer.target) if isinstance(item, ast.Name)}
                    return Destination.READ, names if node is outer.iter else set()
                case ast.IfExp() if node is outer.test:
                    return Destination.READ, set()
                case ast.stmt():
                    return (Destination.METHOD if method else Destination.READ), set()
            node = outer
        return Destination.READ, set()

    def _is_plain(self, node: ast.Attribute) -> bool:
        """``x.shape``, ``f.read()``: what has nothing of the tensor's graph, and does not need the file any more."""
        if self._knowledge.is_one_of(node.attr, "plain methods of handles"):
            return self._inference.value(node.value).kind in (Kind.HANDLE, None) and node.attr not in (
                "size",
                "release",
            )
        return node.attr in self._knowledge.members("tensor", "number")

    def _through_call(self, call: ast.Call, inner: ast.AST) -> Destination | None:
        """The destination of a value that is given to a call; None when it comes out again."""
        if self._gradients.is_backward(call):
            return Destination.BACKWARD
        if call.func is inner:
            return None  # a method of the value itself
        name = self._names.qualified(call.func)
        if name is not None:
            if self._knowledge.is_one_of(name, "readers of values"):
                return Destination.READ
            return None if self._knowledge.is_one_of(name, "passing on") else Destination.ARGUMENT
        if isinstance(call.func, ast.Attribute) and self._knowledge.is_one_of(call.func.attr, "growing methods"):
            if self._inference.value(call.func.value).kind in (Kind.CONTAINER, None):
                return Destination.CONTAINER
        called = self._inference.value(call.func)
        if called.kind in (Kind.MODULE, Kind.KERAS_LAYER, Kind.KERAS_MODEL):
            return None
        return self._through_function(call, inner)

    def _through_function(self, call: ast.Call, inner: ast.AST) -> Destination | None:
        """The destination of a value that a function of the project is given."""
        summary = self.called(call)
        parameter = parameter_of(call, inner, summary) if summary is not None else None
        if summary is None or parameter is None:
            return Destination.ARGUMENT
        effects = summary.effects
        if Effect(Does.PROPAGATES, parameter) in effects:
            return Destination.BACKWARD
        for effect in effects:
            if effect.does is Does.KEEPS and effect.parameter == parameter:
                return Destination(effect.place or "argument")
        return None if Effect(Does.GIVES_BACK, parameter) in effects else Destination.READ

    def _assigned(self, statement: ast.AST, method: bool) -> tuple[Destination, set[str]]:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]  # type: ignore[attr-defined]
        parts = [part for target in targets for part in unpacked(target)]
        paths = {path for part in parts if (path := dotted(root(part))) is not None}
        for part in parts:
            if isinstance(part, ast.Attribute):
                return Destination.ATTRIBUTE, paths
            if isinstance(part, ast.Subscript):
                return Destination.CONTAINER, paths
            if isinstance(part, ast.Name) and self._is_global(part.id, part):
                return Destination.GLOBAL, paths
        return (Destination.METHOD if method else Destination.READ), paths

    def _is_global(self, name: str, at: ast.AST) -> bool:
        """Whether a function assigns a variable of its module."""
        scope = self._names.binding_scope(name, at)
        return isinstance(scope, ast.Module) and self._structure.function(at) is not None

    def reads(self, path: str, within: ast.AST) -> Iterator[ast.expr]:
        """Every place inside a node that reads a variable or attribute."""
        reads = self._structure.reads(path.rpartition(".")[2])
        return (node for node in reads if dotted(node) == path and self._structure.inside(node, within))

    def reaches(self, name: str, statement: ast.stmt, read: ast.expr) -> bool:
        """Whether the value that a statement binds may still be in the variable where it is read."""
        if self._structure.inside(read, statement) and not isinstance(statement, ast.For | ast.AsyncFor | ast.With):
            return self._structure.loop(statement) is not None and not self._rebound(name, statement, read)
        return not self._rebound(name, statement, read)

    def _rebound(self, name: str, statement: ast.stmt, read: ast.expr) -> bool:
        """Whether every way from a binding to a read leads through another binding of the name."""
        after = (read.lineno, read.col_offset) > (statement.lineno, statement.col_offset)
        if not after and not any(self._structure.inside(read, loop) for loop in self._structure.loops(statement)):
            return self._structure.function(read) is self._structure.function(statement)
        for binding in self._names.bindings(name, statement):
            other = self._structure.statement(binding.node)
            if other is None or other is statement or isinstance(other, ast.AugAssign):
                continue
            if self._structure.inside(read, other) and not _binds_before_body(other, read, self._structure):
                continue
            beside = self._structure.parent(other)
            dominates = beside is not None and self._structure.inside(read, beside)
            between = statement.lineno < other.lineno <= read.lineno
            if after and dominates and between and not self._structure.inside(statement, other):
                same = self._structure.block(other)
                if any(self._structure.inside(read, part) for part in same):
                    return True
        return False


def unpacked(target: ast.expr) -> list[ast.expr]:
    """The parts of a target that unpacks, through all brackets; the target itself where it does not."""
    if isinstance(target, ast.Tuple | ast.List):
        return [part for element in target.elts for part in unpacked(element)]
    return [target.value] if isinstance(target, ast.Starred) else [target]


def root(node: ast.expr) -> ast.expr:
    """What is left of ``table[key][other]`` without its brackets."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return node


def _binds_before_body(statement: ast.stmt, read: ast.expr, structure: Structure) -> bool:
    """Whether a compound statement binds before what it holds runs: the target of a ``for``, of a ``with``."""
    return isinstance(statement, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith) and any(
        structure.inside(read, part) for part in statement.body
    )


def parameter_of(call: ast.Call, inner: ast.AST, summary: FunctionSummary) -> str | None:
    """The parameter that a part of a call is given for."""
    if isinstance(inner, ast.keyword):
        return inner.arg if inner.arg in summary.parameters else None
    if inner not in call.args:
        return None
    offset = 1 if summary.is_method and isinstance(call.func, ast.Attribute) else 0
    at = call.args.index(inner) + offset
    positional = summary.positional
    return positional[at] if at < len(positional) else None
