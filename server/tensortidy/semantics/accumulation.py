"""What grows from one iteration to the next, and what becomes of it afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.effects import Effects, arguments_of
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.flow import Destination, root
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.repetitions import Repetitions
from tensortidy.semantics.structure import Loop, Structure
from tensortidy.semantics.summaries import Does
from tensortidy.semantics.values import Answer

# What a loop keeps that runs so few times does no harm.
_FEW = 4
_BINDING = (ast.Assign, ast.AnnAssign, ast.For, ast.AsyncFor, ast.With, ast.AsyncWith)


class Growth(str, Enum):
    """What becomes of a container or sum from one iteration to the next."""

    GROWS = "grows"
    CLEARED = "cleared"
    BOUNDED = "bounded"
    STARTS_OVER = "starts over"


@dataclass(frozen=True)
class Accumulation:
    """One statement in a loop that adds to something which outlives the iteration.

    ``path`` is the variable or attribute that grows, ``value`` what is added, ``adds`` is true for sums and
    false for containers.
    """

    path: str
    target: ast.expr
    value: ast.expr
    statement: ast.stmt
    loop: Loop
    adds: bool


class Accumulations:
    """Questions about the accumulators of one module."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        inference: Inference,
        repetitions: Repetitions,
        knowledge: Knowledge,
        flow: Effects,
    ) -> None:
        self._structure = structure
        self._names = names
        self._inference = inference
        self._repetitions = repetitions
        self._knowledge = knowledge
        self._flow = flow

    def accumulation(self, statement: ast.stmt) -> Accumulation | None:
        """What a statement accumulates across the iterations of its innermost loop, if anything.

        Matches ``total += x``, ``total = total + x``, ``values.append(x)``, ``table[key] = x`` and
        ``table[key].append(x)``.
        """
        loop = self._structure.loop(statement)
        grown = self._grown(statement) if loop is not None else None
        if loop is None or grown is None or self._repetitions.is_few(loop, _FEW):
            return None
        target, value, adds = grown
        path = dotted(root(target))
        if path is None or self.starts_over(path, loop, statement, except_for=statement):
            return None
        if next(self.reads(path, value), None) is not None:
            return None  # `table[key] = table[key].view(…)` replaces what is there
        if isinstance(target, ast.Subscript):
            # an array stores numbers, whatever it is given
            is_array = self._inference.value(root(target)).is_a(Kind.ARRAY) is Answer.YES
            if is_array or not self._key_varies(target, loop):
                return None
        return Accumulation(path, root(target), value, statement, loop, adds)

    def starts_over(self, path: str, loop: Loop, at: ast.AST, *, except_for: ast.stmt) -> bool:
        """Whether each iteration, or some of them, begin with a new or an emptied accumulator.

        A variable that is not bound outside the loop at all starts over too.
        """
        for call in self._structure.within(loop, ast.Call):
            if isinstance(call.func, ast.Attribute) and dotted(call.func.value) == path:
                if self._knowledge.is_one_of(call.func.attr, "emptying methods"):
                    return True
        for deletion in self._structure.within(loop, ast.Delete):
            if any(dotted(root(target)) == path for target in deletion.targets):
                return True
        binding = (node for kind in _BINDING for node in self._structure.within(loop, kind))
        if any(node is not except_for and self.rebinds(node, path) for node in binding):
            return True
        if "." in path:
            return False
        bindings = self._names.bindings(path, at)
        return not any(not self._structure.inside(binding.node, loop) for binding in bindings)

    def seeds(self, path: str, loop: Loop, at: ast.AST) -> list[ast.expr | None]:
        """The values that a variable is bound to outside a loop; None for bindings of another kind."""
        bindings = self._names.bindings(path, at) if "." not in path else ()
        return [binding.value for binding in bindings if not self._structure.inside(binding.node, loop)]

    def reads(self, path: str, within: ast.AST) -> Iterator[ast.expr]:
        """Every place inside a node that reads a variable or attribute."""
        return self._flow.reads(path, within)

    def rebinds(self, statement: ast.stmt, path: str) -> bool:
        """Whether a statement gives a variable or attribute a new value that does not build on its last one."""
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign | ast.For | ast.AsyncFor):
            targets = [statement.target]
        elif isinstance(statement, ast.With | ast.AsyncWith):
            targets = [item.optional_vars for item in statement.items if item.optional_vars is not None]
        bound = [node for target in targets for node in self._structure.walk(target) if dotted(node) == path]
        rebound = any(isinstance(getattr(node, "ctx", None), ast.Store) for node in bound)
        # `total = total + x` is itself an accumulation
        grows = isinstance(statement, ast.Assign) and any(True for _ in self.reads(path, statement.value))
        return rebound and not grows

    def fates(self, found: Accumulation) -> set[Destination]:
        """Where the accumulator's value goes, followed through the variables that are computed from it."""
        return self._flow.destinations_of_path(found.path, self._home(found), but=found.statement)

    def growth(self, statement: ast.stmt) -> tuple[str, Growth] | None:
        """How what a statement in a loop adds to grows, with its path; None where it adds to nothing."""
        loop = self._structure.loop(statement)
        grown = self._grown(statement) if loop is not None else None
        path = dotted(root(grown[0])) if grown is not None else None
        if loop is None or grown is None or path is None:
            return None
        loops = list(self._structure.loops(statement))
        if any(self._flow.is_made_anew(path, outer, statement) for outer in loops) or (
            "." not in path and not self._bound_outside(path, loop, statement)
        ):
            return path, Growth.STARTS_OVER
        if self._has_few_places(grown[0]) or self._is_bounded(path, loop, statement):
            return path, Growth.BOUNDED
        return path, self._emptied(path, loop, statement) or Growth.GROWS

    # ------------------------------------------------------------ recognising

    def _grown(self, statement: ast.stmt) -> tuple[ast.expr, ast.expr, bool] | None:
        match statement:
            case ast.AugAssign(op=ast.Add()):
                return statement.target, statement.value, True
            case ast.Assign(targets=[ast.Subscript() as target]):
                return target, statement.value, False
            case ast.Assign(targets=[target], value=ast.BinOp(op=ast.Add(), left=left, right=right)):
                path = dotted(target)
                if path is not None and dotted(left) == path:
                    return target, right, True
                if path is not None and dotted(right) == path:
                    return target, left, True
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr=method, value=holder), args=[*_, value])):
                if self._knowledge.is_one_of(method, "growing methods"):
                    return holder, value, False
                return self._grown_by_function(statement.value) if isinstance(statement.value, ast.Call) else None
            case ast.Expr(value=ast.Call() as call):
                return self._grown_by_function(call)
        return None

    def _grown_by_function(self, call: ast.Call) -> tuple[ast.expr, ast.expr, bool] | None:
        """``push(rows, guess)``, where the function appends the one to the other."""
        summary = self._flow.called(call)
        if summary is None:
            return None
        given = arguments_of(call, summary)
        kept = [effect.parameter for effect in summary.effects if effect.does is Does.KEEPS]
        changed = [effect.parameter for effect in summary.effects if effect.does is Does.MUTATES]
        if len(kept) == 1 and len(changed) == 1 and kept[0] in given and changed[0] in given:
            return given[changed[0]], given[kept[0]], False
        return None

    def _key_varies(self, target: ast.Subscript, loop: Loop) -> bool:
        """Whether ``table[key]`` is another entry in each iteration, by the loop's own variables."""
        if isinstance(loop, ast.While):
            return False
        counted = {node.id for node in self._structure.walk(loop.target) if isinstance(node, ast.Name)}
        return any(isinstance(node, ast.Name) and node.id in counted for node in self._structure.walk(target.slice))

    def _bound_outside(self, path: str, loop: Loop, at: ast.AST) -> bool:
        """Whether a variable is bound outside a loop, and not anew in each of its iterations."""
        if self._flow.is_made_anew(path, loop, at):
            return False
        return any(not self._structure.inside(binding.node, loop) for binding in self._names.bindings(path, at))

    def _is_bounded(self, path: str, loop: Loop, at: ast.AST) -> bool:
        """``deque(maxlen=…)``, ``del x[:-n]``, ``x = x[-n:]``, ``if len(x) > n: x.pop(0)``."""
        for seed in self.seeds(path, loop, at) or self._flow.attribute_seeds(path, at):
            if isinstance(seed, ast.Call) and self._names.qualified(seed.func) == "collections.deque":
                lengths = [*seed.args[1:], *(item.value for item in seed.keywords if item.arg == "maxlen")]
                if lengths and not (isinstance(lengths[0], ast.Constant) and lengths[0].value is None):
                    return True
        for node in self._structure.walk(loop):
            match node:
                case ast.Delete(targets=[ast.Subscript(value=holder)]) if dotted(holder) == path:
                    return not _is_everything(node.targets[0])
                case ast.Assign(targets=[target], value=ast.Subscript(value=holder, slice=ast.Slice())):
                    if dotted(root(target)) == path and dotted(holder) == path:
                        return True
                case ast.Call(func=ast.Attribute(value=holder, attr="pop" | "popleft" | "popitem")):
                    if dotted(holder) == path:
                        return True
        return False

    @staticmethod
    def _has_few_places(target: ast.expr) -> bool:
        """``ring[step % 16] = …``, ``slot["newest"] = …``: places that are used again."""
        if not isinstance(target, ast.Subscript):
            return False
        key = target.slice
        return isinstance(key, ast.Constant) or (isinstance(key, ast.BinOp) and isinstance(key.op, ast.Mod))

    def _emptied(self, path: str, loop: Loop, at: ast.stmt) -> Growth | None:
        """Whether a loop empties what it fills, or makes it anew now and then."""
        for node in [node for part in loop.body for node in self._structure.walk(part)]:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "clear":
                if dotted(node.func.value) == path:
                    return Growth.CLEARED
            elif isinstance(node, ast.Delete) and any(dotted(root(target)) == path for target in node.targets):
                return Growth.CLEARED
            elif isinstance(node, ast.stmt) and node is not at and self.rebinds(node, path):
                first = self._structure.parent(node) is loop and node.lineno < at.lineno
                return Growth.STARTS_OVER if first else Growth.CLEARED
            elif isinstance(node, ast.Call) and self._frees(node, path):
                return Growth.CLEARED
        return None

    def _frees(self, call: ast.Call, path: str) -> bool:
        """Whether a call of a function of the project empties what it is given."""
        summary = self._flow.called(call)
        if summary is None:
            return False
        freed = {effect.parameter for effect in summary.effects if effect.does is Does.FREES}
        given = [dotted(argument) for name, argument in arguments_of(call, summary).items() if name in freed]
        own = path.rpartition(".")[2] if not path.startswith("self.") else path
        return path in given or path in freed or own in freed

    def _home(self, found: Accumulation) -> ast.AST:
        """The node that holds every use of an accumulator that this file can show."""
        if "." in found.path:
            return self._structure.class_of(found.statement) or self._structure.module
        return self._names.binding_scope(found.path, found.statement) or self._structure.module


def _is_everything(target: ast.expr) -> bool:
    """``del x[:]``."""
    part = target.slice if isinstance(target, ast.Subscript) else None
    return isinstance(part, ast.Slice) and part.lower is None and part.upper is None
