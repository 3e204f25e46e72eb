"""What forward passes leave behind in their modules: tensors in attributes, with the graphs that made them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TypeGuard

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.bindings import parameters
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.flow import unpacked
from tensortidy.semantics.graph_tensors import GraphTensors
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.roles import Roles
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.values import Answer

_WANTED = frozenset({"retain_grad", "register_hook", "backward", "requires_grad_"})


class Stay(str, Enum):
    """How long what a forward pass leaves behind stays."""

    GROWS = "grows"
    """A list of the module gets one more tensor with every call, and nothing empties it."""
    CARRIED = "carried"
    """The attribute's next value is computed from its last one: the graph grows with every call."""
    LOCAL = "local"
    """Only the method that assigns the attribute reads it, afterwards: a local variable in all but name."""
    UNREAD = "unread"
    """Nothing in the file reads it."""


@dataclass(frozen=True)
class Leftover:
    """A statement of a forward pass that leaves a tensor with its graph in an attribute of the module.

    ``path`` is the attribute as it is written, ``self.hidden``; ``value`` is what carries the graph; ``uses`` are all
    the places in the method that name the attribute, in order. ``assumptions`` says what this rests on.
    """

    owner: ast.ClassDef
    method: Function
    path: str
    statement: ast.stmt
    value: ast.expr
    stay: Stay
    uses: tuple[ast.Attribute, ...]
    assumptions: tuple[str, ...]


class Leftovers:
    """Questions about the attributes that forward passes of the modules of one file assign."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        inference: Inference,
        knowledge: Knowledge,
        graph_tensors: GraphTensors,
        roles: Roles,
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._knowledge = knowledge
        self._graph_tensors = graph_tensors
        self._roles = roles

    def leftover(self, statement: ast.stmt) -> Leftover | None:
        """What a statement leaves in an attribute of its module with a graph, where nothing else needs it there.

        Silent where other code resets, detaches or reads the attribute: it may need the gradient.
        """
        method, owner = self._structure.function(statement), self._structure.class_of(statement)
        if not isinstance(method, Function) or owner is None or self._structure.parent(method) is not owner:
            return None
        if self._classes.is_module(owner) is not Answer.YES or not self._roles.is_forward(statement):
            return None
        put = self._put(statement, self._classes.self_name(method))
        if put is None:
            return None
        target, value, grows = put
        inputs = self._inputs(value, method)
        if inputs is None or self._is_registered(owner, target.attr):
            return None
        uses = self._named[target.attr]
        stay = self._growing(uses, target, owner) if grows else self._assigned(uses, put[:2], statement, method)
        inside = tuple(use for use in uses if self._structure.inside(use, method))
        assumptions = tuple(f"`{name}` comes from layers that are trained" for name in inputs)
        path = dotted(target) or ""
        return Leftover(owner, method, path, statement, value, stay, inside, assumptions) if stay else None

    def is_free_name(self, found: Leftover) -> bool:
        """Whether a local variable of the method could have the attribute's name."""
        name = found.path.rpartition(".")[2]
        named = any(isinstance(node, ast.Name) and node.id == name for node in self._structure.walk(found.method))
        return not named and all(item.arg != name for item in parameters(found.method.args))

    def _inputs(self, value: ast.expr, method: Function) -> list[str] | None:
        """The inputs of ``forward()`` whose graphs an expression has; empty where it has one anyway, None without."""
        if self._graph_tensors.is_graph_tensor(value) is Answer.YES:
            return []
        held = self._inference.value(value)
        given = method.args.args[1 : len(method.args.args) - len(method.args.defaults)]
        if held.kind is not Kind.TENSOR or held.graph is not Answer.UNKNOWN or method.name != "forward":
            return None
        names = sorted(origin.arg for origin in held.origins if isinstance(origin, ast.arg) and origin in given)
        return names if names and len(names) == len(held.origins) else None

    # ------------------------------------------------------------ what is put where

    def _put(self, statement: ast.stmt, this: str | None) -> tuple[ast.Attribute, ast.expr, bool] | None:
        """The attribute of self that a statement assigns or adds to, what goes in, and whether it adds."""
        match statement:
            case ast.Assign(targets=[target], value=value):
                for part in unpacked(target):
                    if _is_own(part, this):
                        carrier = value if part is target or isinstance(value, ast.Call) else None
                        return (part, carrier, False) if carrier is not None else None
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=holder, attr=method), args=[value])):
                if _is_own(holder, this) and self._knowledge.is_one_of(method, "growing methods"):
                    return holder, value, True
            case ast.AugAssign(target=target, op=ast.Add(), value=ast.List(elts=[value])) if _is_own(target, this):
                return target, value, True
        return None

    def _is_registered(self, owner: ast.ClassDef, attribute: str) -> bool:
        """A buffer or parameter by its name, or a name that code asks for in words: ``getattr(module, "hidden")``."""
        return attribute in self._words or attribute in _members(owner)

    @cached_property
    def _words(self) -> frozenset[str]:
        """All strings of the file that could name an attribute."""
        nodes = self._structure.walk(self._structure.module)
        constants = (node.value for node in nodes if isinstance(node, ast.Constant))
        return frozenset(value for value in constants if isinstance(value, str) and value.isidentifier())

    @cached_property
    def _named(self) -> dict[str, list[ast.Attribute]]:
        """Every place of the file that names an attribute, of whatever object, in order of place."""
        found: dict[str, list[ast.Attribute]] = defaultdict(list)
        for node in self._structure.walk(self._structure.module):
            if isinstance(node, ast.Attribute):
                found[node.attr].append(node)
        return {name: sorted(nodes, key=lambda node: (node.lineno, node.col_offset)) for name, nodes in found.items()}

    # ------------------------------------------------------------ what becomes of it

    def _growing(self, uses: Sequence[ast.Attribute], target: ast.Attribute, owner: ast.ClassDef) -> Stay | None:
        """A list made in ``__init__`` that nothing empties, cuts, replaces, or hands to code that might."""
        made = False
        for use in uses:
            if isinstance(use.ctx, ast.Store) and self._in_init(use):
                holder = self._structure.statement(use)
                seed = holder.value if isinstance(holder, ast.Assign | ast.AnnAssign) else None
                if seed is None or ast.unparse(seed) not in ("[]", "list()"):
                    return None
                made = self._structure.class_of(use) is owner
            elif use is not target and not self._only_looks(use):
                return None
        return Stay.GROWS if made else None

    def _only_looks(self, use: ast.Attribute) -> bool:
        """``len(self.kept)``, ``self.kept[-1]``, ``self.kept.append(…)``: the list stays as long as it is, or grows."""
        parent = self._structure.parent(use)
        match parent:
            case ast.Call(func=ast.Name(id="len")):
                return True
            case ast.Attribute(attr=method):
                return self._knowledge.is_one_of(method, "growing methods")
            case ast.Subscript(ctx=ast.Load()) if not isinstance(parent.slice, ast.Slice):
                return True
        return False

    def _assigned(
        self, uses: Sequence[ast.Attribute], put: tuple[ast.Attribute, ast.expr], statement: ast.stmt, method: Function
    ) -> Stay | None:
        target, value = put
        own = [use for use in uses if not self._in_init(use)]
        if any(isinstance(use.ctx, ast.Del) or not self._structure.inside(use, method) for use in own):
            return None
        if any(self._is_dropped(use) for use in uses if isinstance(use.ctx, ast.Store)):
            return None
        reads = [use for use in uses if isinstance(use.ctx, ast.Load)]
        if any(self._is_freed(read) for read in reads):
            return None
        path = dotted(target) or ""
        if self._builds_on(value, path, method):
            optional = self._structure.parent(statement) is not method and not self._under_own_test(target)
            return None if optional or any(self._is_reset(use, statement) for use in own) else Stay.CARRIED
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        plain = self._structure.parent(statement) is method and any(part is target for part in targets)
        if not plain or self._is_number_like(value) or any(self._in_init(read) for read in reads):
            return None
        if not reads:
            return Stay.UNREAD if own[0] is target else None
        inner = any(self._structure.function(use) is not method for use in own)
        return Stay.LOCAL if not inner and self._runs_before(statement, own) else None

    def _runs_before(self, statement: ast.stmt, own: Sequence[ast.Attribute]) -> bool:
        """Whether a statement is the first of its method to name the attribute, and assigns it."""
        first = [use for use in own if use.lineno <= (statement.end_lineno or 0)]
        return len(first) == 1 and self._structure.inside(first[0], statement)

    def _in_init(self, node: ast.AST) -> bool:
        function = self._structure.function(node)
        return isinstance(function, Function) and function.name == "__init__"

    def _is_dropped(self, use: ast.Attribute) -> bool:
        """Whether an assignment lets the tensor go, or ``__init__`` makes the attribute something else."""
        holder = self._structure.statement(use)
        value = holder.value if isinstance(holder, ast.Assign | ast.AnnAssign) else None
        if value is None:
            return True
        empty = isinstance(value, ast.Constant) and value.value is None
        if not self._in_init(use):
            return empty
        return not empty and self._inference.value(value).kind not in (Kind.TENSOR, Kind.NUMBER)

    def _is_reset(self, use: ast.Attribute, statement: ast.stmt) -> bool:
        """Whether the method itself gives the attribute a new start, and not for the first call alone."""
        holder = self._structure.statement(use)
        if not isinstance(use.ctx, ast.Store) or holder is statement or not isinstance(holder, ast.Assign):
            return False
        again = self._graph_tensors.is_graph_tensor(holder.value) is Answer.YES
        return not again and not self._under_own_test(use)

    def _under_own_test(self, use: ast.Attribute) -> bool:
        """``if self.hidden is None: self.hidden = …``."""
        return any(
            isinstance(outer, ast.If)
            and any(isinstance(part, ast.Attribute) and dotted(part) == dotted(use) for part in ast.walk(outer.test))
            for outer in self._structure.ancestors(use)
        )

    def _is_freed(self, read: ast.Attribute) -> bool:
        """``self.hidden.detach()``, ``self.hidden.data``, ``register_hook``: what is kept is cut off or wanted."""
        parent = self._structure.parent(read)
        if not isinstance(parent, ast.Attribute):
            return False
        return parent.attr in _WANTED or parent.attr in self._knowledge.members("tensor", "detached")

    def _builds_on(self, value: ast.expr, path: str, method: Function) -> bool:
        """Whether an expression is computed from an attribute's last value, through the method's variables."""
        pending, seen = [value], set[ast.AST]()
        while pending:
            for part in self._structure.walk(pending.pop()):
                if isinstance(part, ast.Attribute) and dotted(part) == path and isinstance(part.ctx, ast.Load):
                    if not self._assigned_before(part, value, method):
                        return True
                elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
                    for binding in self._names.bindings(part.id, part):
                        if binding.value is not None and binding.value not in seen:
                            if self._structure.inside(binding.value, method):
                                seen.add(binding.value)
                                pending.append(binding.value)
        return False

    @staticmethod
    def _assigned_before(read: ast.Attribute, value: ast.expr, method: Function) -> bool:
        """Whether the method gives an attribute a new value before it reads it, whatever it held."""
        earlier = [part for part in method.body if isinstance(part, ast.Assign) and part.lineno < read.lineno]
        made = [target for part in earlier if part.value is not value for target in part.targets]
        return any(dotted(target) == dotted(read) for whole in made for target in unpacked(whole))

    def _is_number_like(self, value: ast.expr) -> bool:
        """A loss or another sum over everything, which other files add to what they back-propagate."""
        if isinstance(value, ast.Name):
            made = [binding.value for binding in self._names.bindings(value.id, value)]
            return any(self._is_number_like(item) for item in made if item and not isinstance(item, ast.Name))
        if isinstance(value, ast.BinOp):
            return self._is_number_like(value.left) or self._is_number_like(value.right)
        if not isinstance(value, ast.Call):
            return False
        name = self._names.qualified(value.func) or self._inference.value(value.func).name
        if self._knowledge.is_one_of(name, "loss functions"):
            return True
        return isinstance(value.func, ast.Attribute) and value.func.attr in ("mean", "sum") and not value.keywords


def _is_own(node: ast.expr, this: str | None) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == this


def _members(owner: ast.ClassDef) -> set[str]:
    """What a class body itself names: methods, properties, defaults."""
    methods = {part.name for part in owner.body if isinstance(part, Function)}
    parts = [node for part in owner.body if isinstance(part, ast.Assign | ast.AnnAssign) for node in ast.walk(part)]
    return methods | {node.id for node in parts if isinstance(node, ast.Name)}
