"""Which loops can end."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.effects import Effects
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.uses import Uses

_ENDLESS = frozenset({"itertools.cycle", "itertools.count"})
_AS_LONG = frozenset({"enumerate", "iter", "tqdm.tqdm", "tqdm.auto.tqdm", "tqdm.notebook.tqdm", "map", "filter"})
_ENDINGS = frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort", "os.kill", "os.killpg"})
_CATCHING = frozenset({"StopIteration", "Exception", "BaseException", "RuntimeError"})


class Terminations:
    """Questions about the ends of the loops of one module."""

    def __init__(self, structure: Structure, names: Names, knowledge: Knowledge, effects: Effects, uses: Uses) -> None:
        self._structure = structure
        self._names = names
        self._knowledge = knowledge
        self._effects = effects
        self._uses = uses

    def never_ends(self, loop: Loop) -> bool:
        """Whether nothing that is written down ends a loop: it goes on for ever by itself, and nothing leaves it.

        Generators and coroutines are left by whoever runs them, loops in a ``try`` by what it catches, functions
        that are handed on (to a thread, a process) by whoever got them.
        """
        if not self._is_endless(loop) or any(self._leaves(item) for item in _own(loop.body)) or _breaks(loop.body):
            return False
        if isinstance(loop, ast.For) and any(
            isinstance(item, ast.NamedExpr) for item in self._structure.walk(loop.iter)
        ):
            return False
        if any(isinstance(outer, ast.Try) and outer.handlers for outer in self._structure.ancestors(loop)):
            return False
        home = self._structure.function(loop)
        if isinstance(home, ast.Lambda) or (isinstance(home, Function) and self._is_handed_on(home)):
            return False
        called = (part for part in self._effects.reached(loop) if part is not loop)
        return not any(self._raises(node) for part in called for node in self._structure.walk(part))

    def endless_argument(self, loop: Loop) -> ast.expr | None:
        """What ``itertools.cycle`` is given in the header of a loop."""
        node = self._unwrapped(loop.iter) if isinstance(loop, ast.For) else None
        if isinstance(node, ast.Call) and len(node.args) == 1 and self._names.qualified(node.func) == "itertools.cycle":
            return node.args[0]
        return None

    # ------------------------------------------------------------ headers

    def _is_endless(self, loop: Loop) -> bool:
        if isinstance(loop, ast.While):
            return isinstance(loop.test, ast.Constant) and bool(loop.test.value)
        node = self._unwrapped(loop.iter)
        if not isinstance(node, ast.Call):
            return False
        if self._names.qualified(node.func) in _ENDLESS:
            return True
        made = self._names.definition(node.func)
        return isinstance(made, ast.FunctionDef) and self._is_endless_generator(made)

    def _is_endless_generator(self, function: ast.FunctionDef) -> bool:
        """``while True: yield from loader``, and nothing that leaves it."""
        if not function.body:
            return False
        last = function.body[-1]
        if not (isinstance(last, ast.While) and isinstance(last.test, ast.Constant) and last.test.value):
            return False
        inside = list(_own(last.body))
        left = _breaks(last.body) or any(isinstance(item, ast.Return | ast.Raise) for item in inside)
        steps = any(isinstance(item, ast.Call) and self._names.qualified(item.func) == "next" for item in inside)
        return self._uses.is_generator(function) and not left and not steps

    def _unwrapped(self, node: ast.expr) -> ast.expr:
        while isinstance(node, ast.Call) and node.args and self._names.qualified(node.func) in _AS_LONG:
            node = node.args[-1] if self._names.qualified(node.func) in ("map", "filter") else node.args[0]
        return node

    # ------------------------------------------------------------ ways out

    def _leaves(self, node: ast.AST) -> bool:
        """Whether a node of a loop's body may leave the loop, ``break`` apart."""
        if isinstance(
            node, ast.Return | ast.Raise | ast.Yield | ast.YieldFrom | ast.Await | ast.AsyncFor | ast.AsyncWith
        ):
            return True
        if isinstance(node, ast.Call) and self._names.qualified(node.func) == "next" and len(node.args) == 1:
            return not self._is_caught(node)
        return self._raises(node)

    def _raises(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Raise):
            return True
        return isinstance(node, ast.Call) and (
            self._names.qualified(node.func) in _ENDINGS
            or (isinstance(node.func, ast.Attribute) and node.func.attr in ("exit", "stop", "abort"))
        )

    def _is_caught(self, call: ast.Call) -> bool:
        """Whether ``StopIteration`` is caught around a call."""
        inner: ast.AST = call
        for outer in self._structure.ancestors(call):
            if isinstance(outer, ast.Try) and inner in outer.body:
                for handler in outer.handlers:
                    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                    if any(item is None or self._names.qualified(item) in _CATCHING for item in types):
                        return True
            inner = outer
        return False

    def _is_handed_on(self, function: Function) -> bool:
        """Whether a function is named anywhere but in a call of it."""
        for use in self._uses.of(function):
            call = self._structure.parent(use)
            if not (isinstance(call, ast.Call) and call.func is use):
                return True
        return False


def _own(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """The nodes that run when statements do: nested definitions stay closed."""
    pending = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, Function | ast.ClassDef | ast.Lambda):
            continue
        yield node
        pending.extend(ast.iter_child_nodes(node))


def _breaks(body: Sequence[ast.stmt]) -> bool:
    """Whether a ``break`` among statements leaves the loop around them: one of an inner loop does not."""
    for statement in body:
        if isinstance(statement, ast.Break):
            return True
        if isinstance(statement, Function | ast.ClassDef):
            continue
        inner = isinstance(statement, ast.For | ast.AsyncFor | ast.While)
        blocks = [] if inner else [getattr(statement, "body", []), getattr(statement, "finalbody", [])]
        blocks.append(getattr(statement, "orelse", []))
        blocks.extend(part.body for part in getattr(statement, "handlers", []))
        blocks.extend(part.body for part in getattr(statement, "cases", []))
        if any(_breaks(block) for block in blocks):
            return True
    return False
