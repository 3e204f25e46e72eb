"""Calls that recur: they do the same again in every iteration of a loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.effects import Effects
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.flow import parameter_of
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Loop, Structure
from tensortidy.semantics.summaries import Does

_DEEPEST = 6
_ENDING = (ast.Return, ast.Break, ast.Raise)
_LEAVING = (*_ENDING, ast.Continue)
_DECIDING = (
    ast.If, ast.IfExp, ast.BoolOp, ast.Match, ast.ExceptHandler, ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef,
    ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp,
)  # fmt: skip
_CHANGING = (Does.FREES, Does.CLOSES, Does.DETACHES, Does.MUTATES, Does.KEEPS)


@dataclass(frozen=True)
class Recurrence:
    """A call that does the same again in every iteration of a loop.

    ``loop`` is the outermost loop that repeats it so. ``is_movable`` says that all it reads is there before that loop.
    """

    call: ast.Call
    loop: Loop
    is_movable: bool


class Recurrences:
    """Questions about the loops of one module."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        inference: Inference,
        knowledge: Knowledge,
        flow: Effects,
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._knowledge = knowledge
        self._flow = flow

    def of(self, call: ast.Call) -> Recurrence | None:
        """The recurrence of a call that gets the same arguments whenever it is run, if a loop repeats it so."""
        found: Recurrence | None = None
        for loop in self._structure.loops(call):
            if self.is_conditional(call, loop) or not all(self.is_same(part, loop) for part in arguments(call)):
                break
            movable = not any(self._is_bound_inside(part, loop) for part in arguments(call))
            found = Recurrence(call, loop, movable)
        return found

    def is_conditional(self, node: ast.AST, outermost: ast.AST) -> bool:
        """Whether a node in the body of a loop or function runs on a condition only, or in the last pass only."""
        inner = node
        for outer in self._structure.ancestors(node):
            if isinstance(inner, ast.stmt) and isinstance(outermost, Loop):
                if any(isinstance(item, _ENDING) for item in self._structure.block(inner)):
                    return True
            if outer is outermost:
                return inner not in getattr(outer, "body", [])
            if isinstance(outer, _DECIDING) or (isinstance(outer, ast.Try) and inner not in outer.body):
                return True
            inner = outer
        return True

    def may_be_skipped(self, statement: ast.stmt, loop: Loop) -> bool:
        """Whether an iteration of a loop may end before it comes to a statement."""
        return any(isinstance(node, _LEAVING) and node.lineno < statement.lineno for node in self._structure.walk(loop))

    def surely_runs(self, statement: ast.stmt, loop: Loop) -> bool:
        """Whether a loop, and those in it around a statement, run at least once, as far as that is written down."""
        around = [loop, *(item for item in self._structure.loops(statement) if self._structure.inside(item, loop))]
        return all(map(_surely_runs, around))

    def can_leave(self, statement: ast.stmt, loop: Loop) -> bool:
        """Whether a statement of a loop, which does the same each time, can stand in front of the loop instead.

        It is the only one there that binds its variables, none of them is read before it, and its block keeps others.
        """
        if len(self._structure.block(statement)) < 2 or not isinstance(statement, ast.Assign | ast.Expr):
            return False
        if any(isinstance(outer, ast.With | ast.AsyncWith | ast.Try) for outer in self._between(statement, loop)):
            return False  # there for the statement, perhaps
        for target in statement.targets if isinstance(statement, ast.Assign) else []:
            path = dotted(target)
            if path is None:
                return False
            for node in self._structure.walk(loop):
                if isinstance(node, ast.Name | ast.Attribute) and dotted(node) == path:
                    if node is not target and (not isinstance(node.ctx, ast.Load) or node.lineno < statement.lineno):
                        return False
        return True

    def _between(self, node: ast.AST, loop: Loop) -> Iterator[ast.AST]:
        for outer in self._structure.ancestors(node):
            if outer is loop:
                return
            yield outer

    # ------------------------------------------------------------ expressions

    def is_same(self, node: ast.expr, loop: Loop, depth: int = _DEEPEST) -> bool:
        """Whether an expression surely gives the same in every iteration of a loop, or a new value just like it."""
        if depth == 0:
            return False
        match node:
            case ast.Constant():
                return True
            case ast.Lambda():
                own = {item.arg for item in self._structure.walk(node.args) if isinstance(item, ast.arg)}
                free = [part for part in self._structure.walk(node.body) if isinstance(part, ast.Name)]
                return all(part.id in own or self.is_same(part, loop, depth - 1) for part in free)
            case ast.Name() | ast.Attribute() if dotted(node) is not None:
                return self._is_same_variable(node, loop, depth)
            case ast.Call():
                name = self._names.qualified(node.func)
                made = [node.func.value] if isinstance(node.func, ast.Attribute) and name is None else []
                keeps = bool(made) and self._keeps(node)
                known = keeps or self._knowledge.is_one_of(name, "repeatable calls")
                return known and all(self.is_same(part, loop, depth - 1) for part in (*made, *arguments(node)))
            case ast.Tuple() | ast.List() | ast.Set() | ast.Dict() | ast.BinOp() | ast.UnaryOp() | ast.Subscript():
                parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
                return all(self.is_same(part, loop, depth - 1) for part in parts)
            case ast.Starred(value=inside):
                return self.is_same(inside, loop, depth - 1)
        return False

    def _keeps(self, call: ast.Call) -> bool:
        """``x.cuda()``, ``model.eval()``: what gives the same value, or one just like it."""
        return isinstance(call.func, ast.Attribute) and self._knowledge.is_one_of(call.func.attr, "methods that keep")

    def _is_bound_inside(self, node: ast.expr, loop: Loop) -> bool:
        for part in self._structure.walk(node):
            if isinstance(part, ast.Name):
                for binding in self._names.bindings(part.id, part):
                    if self._structure.inside(binding.node, loop) and not self._structure.inside(binding.node, node):
                        return True
        return False

    # ------------------------------------------------------------ variables

    def _is_same_variable(self, node: ast.expr, loop: Loop, depth: int) -> bool:
        path = dotted(node) or ""
        if self._names.qualified(node) is not None:
            return True  # something of a library
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or self._is_changed(path, loop):
            return False
        inside = [item for item in self._names.bindings(root.id, root) if self._structure.inside(item.node, loop)]
        if inside:
            made = inside[0].value if len(inside) == 1 and path == root.id else None
            return made is not None and self.is_same(made, loop, depth - 1)
        return path == root.id or self._is_same_attribute(path, loop)

    def _is_same_attribute(self, path: str, loop: Loop) -> bool:
        """Whether no other method of the class, which the loop might call, assigns ``self.name``."""
        owner, (first, name, *_) = self._structure.class_of(loop), path.split(".")
        if owner is None or first != "self":
            return True
        homes = [self._structure.function(item) for item in self._classes.assignments(owner, name)]
        here = self._structure.function(loop)
        return all(home in (None, here) or getattr(home, "name", "") == "__init__" for home in homes)

    def _is_changed(self, path: str, loop: Loop) -> bool:
        """Whether something in a loop may change what a variable or attribute holds."""
        for read in self._structure.reads(path.rpartition(".")[2]):
            if self._structure.inside(read, loop) and dotted(read) == path and self._changes(read, loop):
                return True
        steps = path.split(".")
        prefixes = {".".join(steps[: at + 1]) for at in range(len(steps))}
        return any(
            isinstance(node, ast.Attribute)
            and not isinstance(node.ctx, ast.Load)
            and ((written := dotted(node) or "") in prefixes or written.startswith(f"{path}."))
            for node in self._structure.walk(loop)
        )

    def _changes(self, read: ast.expr, loop: Loop) -> bool:
        parent = self._structure.parent(read)
        outer = self._structure.parent(parent) if parent is not None else None
        if isinstance(parent, ast.Subscript):
            return parent.value is read and not isinstance(parent.ctx, ast.Load)
        if isinstance(parent, ast.Attribute):
            if not isinstance(outer, ast.Call) or outer.func is not parent:
                return self._changes(parent, loop)
            return not (self._keeps(outer) and all(self.is_same(part, loop, 2) for part in arguments(outer)))
        call, given = (outer, parent) if isinstance(parent, ast.keyword) else (parent, read)
        if not isinstance(call, ast.Call) or call.func is read:
            return False
        name = self._names.qualified(call.func)
        if name is not None:
            return not self._knowledge.is_one_of(name, "callers that keep")
        if self._keeps(call) or self._inference.value(call.func).kind is Kind.MODULE:
            return False
        return not self.leaves_alone(call, given)

    def leaves_alone(self, call: ast.Call, given: ast.AST) -> bool:
        """Whether a function of the project does nothing to what it is given but read it."""
        summary = self._flow.called(call)
        parameter = parameter_of(call, given, summary) if summary is not None else None
        if summary is None or parameter is None:
            return False
        return all(effect.parameter != parameter or effect.does not in _CHANGING for effect in summary.effects)


def _surely_runs(loop: Loop) -> bool:
    """``for _ in range(10)``, ``while True``."""
    match loop:
        case ast.While(test=ast.Constant(value=value)):
            return bool(value)
        case ast.For(iter=ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(last))])):
            return last > 0
        case ast.For(iter=ast.Tuple(elts=elements) | ast.List(elts=elements)):
            return bool(elements)
    return False


def arguments(call: ast.Call) -> Iterator[ast.expr]:
    """What a call is given, by place and by name."""
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)
