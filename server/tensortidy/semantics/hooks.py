"""Hooks of modules: where they are registered, how often, and whether anybody can remove them."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.repetitions import Repetitions
from tensortidy.semantics.roles import Roles
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.uses import Uses
from tensortidy.semantics.values import Answer

# What a loop registers that runs so few times does no harm.
_FEW = 4
# Where modules keep their hooks: whoever reads these removes hooks without their handles.
_REGISTRIES = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
# They find modules among others, or count them.
_FINDING = frozenset({"getattr", "dict", "list", "enumerate", "reversed", "zip", "range", "len"})


@dataclass(frozen=True)
class LostHook:
    """A hook whose handle is dropped where it is registered: nobody can remove it.

    ``modules`` are the expressions that lead to its module, as they are written. ``over`` is the loop over modules that
    registers one hook for each of them. ``repeated`` is what adds another hook to the same module each time: a loop, or
    the function that is called each time; None where the hook is registered once, as far as can be seen.
    """

    call: ast.Call
    statement: ast.Expr
    modules: frozenset[str]
    over: Loop | None
    repeated: Loop | Function | None


class Hooks:
    """Questions about the hooks that one module (of Python) registers."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        inference: Inference,
        repetitions: Repetitions,
        roles: Roles,
        uses: Uses,
        knowledge: Knowledge,
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._repetitions = repetitions
        self._roles = roles
        self._uses = uses
        self._knowledge = knowledge

    def lost(self, statement: ast.AST) -> LostHook | None:
        """The hook that a statement registers while it drops the handle; None where it does nothing of the kind."""
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not isinstance(statement, ast.Expr) or not isinstance(call, ast.Call):
            return None
        if not self._registers(call) or any(self._structure.reads(name) for name in _REGISTRIES):
            return None
        assert isinstance(call.func, ast.Attribute)
        modules, over, loop = self._followed(call.func.value, statement)
        if modules is None:
            return None
        repeated: Loop | Function | None = loop
        if loop is None:
            repeated = self._called_again(statement, modules)
        elif self._repetitions.is_few(loop, _FEW) or self._is_guarded(statement, loop):
            repeated = None
        return LostHook(call, statement, modules, over, repeated)

    def function(self, call: ast.Call) -> Function | ast.Lambda | None:
        """The function of this file that a call registers as a hook, if it is one."""
        hook = call.args[0] if call.args else next((item.value for item in call.keywords if item.arg == "hook"), None)
        if isinstance(hook, ast.Lambda):
            return hook
        if isinstance(hook, ast.Attribute):
            owner = self._structure.class_of(hook)
            own = isinstance(hook.value, ast.Name) and hook.value.id == "self"
            return self._classes.own_method(owner, hook.attr) if own and owner is not None else None
        definition = self._names.definition(hook) if hook is not None else None
        return definition if isinstance(definition, Function) else None

    def runs(self, call: ast.Call, modules: frozenset[str]) -> bool:
        """Whether a call runs one of these modules: ``model(x)``, ``model.forward(x)``."""
        path = dotted(call.func) or ""
        return path in modules or path.removesuffix(".forward") in modules

    # ------------------------------------------------------------ the module

    def _registers(self, call: ast.Call) -> bool:
        func = call.func
        if not isinstance(func, ast.Attribute) or func.attr not in self._knowledge.members("module", "hooks"):
            return False
        value = self._inference.value(func.value)
        if isinstance(value.definition, ast.ClassDef):
            return self._classes.is_module(value.definition) is not Answer.NO
        return value.kind in (Kind.MODULE, Kind.CONTAINER, None)  # dict(model.named_modules())[name] is a module

    def _followed(
        self, module: ast.expr, statement: ast.stmt
    ) -> tuple[frozenset[str] | None, Loop | None, Loop | None]:
        """What leads to a module, the loop over modules, and the loop that comes to the same module again and again.

        No names where the module is made on the way: its hooks go when it goes.
        """
        names, paths, over = self._named(module), set(_prefixes(module)), None
        for loop in self._structure.loops(statement):
            inside = {name for name in names if self._is_bound_in(name, loop, statement)}
            while inside:
                found = [self._source(name, loop, statement) for name in inside]
                if any(source is None for source in found):
                    return None, None, None
                sources = [source for source in found if source is not None]
                over = loop if any(source is getattr(loop, "iter", None) for source in sources) else over
                names = (names - inside).union(*map(self._named, sources))
                paths.update(path for source in sources for path in _prefixes(source))
                before, inside = inside, {name for name in names if self._is_bound_in(name, loop, statement)}
                if inside & before:
                    return None, None, None
            if over is not loop:
                return frozenset(paths), over, loop
        for name in names - {"self"}:
            source = self._once(name, statement)
            if source is None:
                return None, None, None
            paths.update(_prefixes(source))
        return frozenset(paths), over, None

    def _named(self, expression: ast.expr) -> set[str]:
        """The variables of which a module is found by attributes, keys and the like."""
        inner = {
            node.id for outer in self._structure.walk(expression) if isinstance(outer, ast.comprehension)
            for node in self._structure.walk(outer.target) if isinstance(node, ast.Name)
        }  # fmt: skip
        return {
            node.id for node in self._structure.walk(expression)
            if isinstance(node, ast.Name) and node.id not in inner and self._names.bindings(node.id, node)
            and self._names.qualified(node) is None
        }  # fmt: skip

    def _is_bound_in(self, name: str, loop: Loop, at: ast.AST) -> bool:
        return any(self._structure.inside(binding.node, loop) for binding in self._names.bindings(name, at))

    def _source(self, name: str, loop: Loop, at: ast.AST) -> ast.expr | None:
        """Where a variable of a loop takes its module from; None where the module may be a new one."""
        bindings = self._names.bindings(name, at)
        if len(bindings) != 1:
            return None
        node = bindings[0].node
        if not isinstance(loop, ast.While) and (node is loop or self._structure.inside(node, loop.target)):
            return loop.iter if self._finds(loop.iter) else None
        value = bindings[0].value
        return value if value is not None and self._finds(value) else None

    def _once(self, name: str, at: ast.AST) -> ast.expr | None:
        """What a variable outside of loops is bound to; itself for a parameter, a global; None for a new module."""
        bindings = self._names.bindings(name, at)
        own = self._names.binding_scope(name, at) is self._structure.scope(at)
        if len(bindings) != 1:
            return None
        if isinstance(bindings[0].node, ast.arg) or not own or isinstance(self._structure.scope(at), ast.Module):
            return ast.Name(name, ast.Load())
        value = bindings[0].value
        return value if value is not None and self._finds(value) else None

    def _finds(self, value: ast.expr) -> bool:
        """Whether an expression finds a module in what holds it, and makes none: an attribute, a key, ``modules()``."""
        match value:
            case ast.Name() | ast.Attribute() | ast.Constant():
                return True
            case ast.Subscript(value=holder):
                return self._finds(holder)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return all(map(self._finds, elements))
            case ast.Starred(value=held):
                return self._finds(held)
            case ast.Call(func=ast.Attribute(attr=method, value=holder)):
                known = ("named_modules", "modules", "children", "named_children", "get_submodule", "items", "values")
                return method in known and self._finds(holder)
            case ast.Call(func=ast.Name(id=name), args=[first, *_]):
                return name in _FINDING and self._finds(first)
        return False

    # ------------------------------------------------------------ how often

    def _called_again(self, statement: ast.Expr, modules: frozenset[str]) -> Function | None:
        """The function that registers a hook, runs the module with it, and leaves the hook behind on each call."""
        function = self._structure.function(statement)
        if not isinstance(function, Function) or function.name == "__init__" or self._is_guarded(statement, function):
            return None
        if self._runs_once(function):
            return None
        if self._roles.is_forward(statement) and any(path.startswith("self.") for path in modules):
            return function
        own = self._names.locals_of(function)
        given = [path for path in modules if path.partition(".")[0] in own or path.startswith("self.")]
        outside = frozenset(given) | frozenset(("self",) if any(path.startswith("self.") for path in modules) else ())
        after = [
            node for node in self._structure.nodes_of(function)
            if isinstance(node, ast.Call) and node.lineno > statement.lineno and self.runs(node, outside)
        ]  # fmt: skip
        return function if given and after and not self._gives_back(function, outside) else None

    def _runs_once(self, function: Function) -> bool:
        """Whether all that calls a function in this file does so once: at the top level, or in ``__init__``."""
        uses = self._uses.of(function)
        return bool(uses) and all(self._is_once(use) for use in uses)

    def _is_once(self, use: ast.AST) -> bool:
        around = self._structure.function(use)
        once = around is None or (isinstance(around, Function) and around.name == "__init__")
        return once and self._structure.loop(use) is None

    def _gives_back(self, function: Function, modules: frozenset[str]) -> bool:
        """Whether a function returns the module itself: it is one that installs hooks for good."""
        return any(
            isinstance(node, ast.Return) and node.value is not None and dotted(node.value) in modules
            for node in self._structure.nodes_of(function)
        )

    def _is_guarded(self, statement: ast.stmt, outer: ast.AST) -> bool:
        """Whether a condition, or a way out, keeps a statement from running each time that what is around it does."""
        inner: ast.AST = statement
        while inner is not outer:
            if isinstance(inner, ast.stmt):
                block = self._structure.block(inner)
                at = block.index(inner)
                if any(_may_leave(earlier) for earlier in block[:at]):
                    return True
                if isinstance(outer, ast.stmt) and not isinstance(outer, Function):
                    if any(isinstance(later, ast.Break | ast.Return | ast.Raise) for later in block[at + 1 :]):
                        return True
            parent = self._structure.parent(inner)
            if parent is None or isinstance(parent, ast.If | ast.Try | ast.ExceptHandler | ast.Match):
                return True
            inner = parent
        return False


def _may_leave(statement: ast.stmt) -> bool:
    """``if done: return``, ``if first: continue``."""
    return isinstance(statement, ast.If) and any(
        isinstance(node, ast.Return | ast.Continue | ast.Break) for node in ast.walk(statement)
    )


def _prefixes(node: ast.expr) -> list[str]:
    """``self``, ``self.model``, ``self.model.layer`` of ``self.model.layer[-1]``: what leads to a module."""
    found: list[str] = []
    for inner in ast.walk(node):
        path = dotted(inner)
        if path is not None and path not in _FINDING:
            found.append(path)
    return found
