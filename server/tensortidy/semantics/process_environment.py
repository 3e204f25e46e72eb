"""What a program assigns to the environment variables of its own process, and whether anybody reads them after that."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from tensortidy.environment import Assignment, Environment, Part, Setting, setting_in, starts_programs
from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.values import Answer
from tensortidy.source import Source, span_of
from tensortidy.syntax import BLOCKS

_ENVIRONMENT = "os.environ"
_WRITING = frozenset({"update", "setdefault", "putenv"})
_OPENING_QUOTE = re.compile(r"[rRuU]?(['\"])(?!\1\1)")
_SIMPLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Assert, ast.Delete, ast.Raise)


class ProcessEnvironment:
    """``os.environ`` in one module."""

    def __init__(
        self, source: Source, structure: Structure, names: Names, inference: Inference, knowledge: Knowledge
    ) -> None:
        self._source = source
        self._structure = structure
        self._names = names
        self._inference = inference
        self._knowledge = knowledge
        self._assignments: dict[ast.AST, tuple[Assignment, ...]] = {}
        self._environment: Environment | None = None
        self._starts_others: bool | None = None
        self._blocks: dict[tuple[ast.AST, str], int] = {}

    @property
    def environment(self) -> Environment:
        """All that the module assigns, in order of place."""
        if self._environment is None:
            found = [
                item
                for statement in self._structure.nodes(ast.Assign, ast.AugAssign, ast.Expr, ast.Pass)
                for item in self.assigned(statement)
            ]
            self._environment = Environment(self._source, tuple(sorted(found, key=lambda item: item.start)))
        return self._environment

    def assigned(self, statement: ast.AST) -> tuple[Assignment, ...]:
        """What one statement assigns: ``os.environ["NAME"] = value``, and the methods that do the same."""
        if statement not in self._assignments:
            self._assignments[statement] = tuple(self._read(statement))
        return self._assignments[statement]

    def value(self, statement: ast.AST) -> ast.expr | None:
        """What ``os.environ["NAME"] = value`` assigns."""
        return statement.value if isinstance(statement, ast.Assign | ast.AugAssign) else None

    def setting(self, statement: ast.AST) -> Setting | None:
        """The line of a notebook that a statement stands for, where that sets a variable, or seems to."""
        return setting_in(self._source.line(statement.lineno)) if isinstance(statement, ast.Pass) else None

    def is_inherited(self) -> bool:
        """Whether the module may start processes, which read the variables anew when they begin."""
        if self._starts_others is None:
            self._starts_others = (
                starts_programs(self._source.text)
                or any(self._knowledge.is_one_of(f"{name}.", "starting processes") for name in self._names.imports())
                or any(
                    self._knowledge.is_one_of(self._names.qualified(call.func), "calls that start processes")
                    for call in self._structure.nodes(ast.Call)
                    if isinstance(call, ast.Call)
                )
            )
        return self._starts_others

    def first_look(self, statement: ast.stmt) -> ast.Call | None:
        """The call that looks at the GPUs before a statement, in whatever way the statement is reached."""
        inner: ast.AST = statement
        while not isinstance(inner, Function | ast.Module | ast.Lambda | ast.ClassDef):
            if isinstance(inner, ast.stmt):
                block = self._structure.block(inner)
                for before in block[: block.index(inner)]:
                    found = self._look(before)
                    if found is not None:
                        return found
            outer = self._structure.parent(inner)
            if outer is None:
                return None
            inner = outer
        return None

    def _look(self, statement: ast.stmt) -> ast.Call | None:
        """A call in a statement that surely runs, and surely looks at the GPUs."""
        if isinstance(statement, ast.With):
            return next(filter(None, map(self._look, statement.body)), None)
        if not isinstance(statement, _SIMPLE):
            return None
        for node in self._structure.walk(statement):
            if isinstance(node, ast.Call) and self._looks(node) and self._structure.statement(node) is statement:
                outside = self._structure.ancestors(node)
                if not any(isinstance(item, ast.Lambda | ast.IfExp | ast.BoolOp) for item in outside):
                    return node
        return None

    def _looks(self, call: ast.Call) -> bool:
        if self._knowledge.is_one_of(self._names.qualified(call.func), "first looks at the GPUs"):
            return True
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in ("cuda", "to"):
            return False
        device = call.args[0] if call.args else None
        named = isinstance(device, ast.Constant) and isinstance(device.value, str) and device.value.startswith("cuda")
        if call.func.attr == "to" and not named:
            return False
        return self._inference.value(call.func.value).is_a(Kind.MODULE) is Answer.YES

    # ------------------------------------------------------------ assignments

    def _read(self, statement: ast.AST) -> Iterator[Assignment]:
        match statement:
            case ast.Pass():
                setting = self.setting(statement)
                if setting is not None and not setting.is_lost:
                    yield self._by_magic(statement, setting)
            case ast.Assign(targets=[ast.Subscript() as target], value=value):
                name = self._variable(target)
                if name is not None:
                    yield self._assignment(statement, name, self._parts(value))
            case ast.AugAssign(target=ast.Subscript() as target, op=ast.Add(), value=value):
                name = self._variable(target)
                if name is not None:
                    yield self._assignment(statement, name, self._parts(value), appends=True)
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr=method)) as call) if method in _WRITING:
                for key, value in self._written(call, method):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        # a default is not known to hold
                        parts = [self._unknown(value)] if method == "setdefault" else self._parts(value)
                        yield self._assignment(statement, key.value, parts)

    def _by_magic(self, statement: ast.Pass, setting: Setting) -> Assignment:
        """``%env NAME=value``."""
        line = self._source.start(statement.lineno)
        parts = tuple(replace(part, start=part.start + line, end=part.end + line) for part in setting.parts)
        start, end = setting.start + line, setting.end + line
        return Assignment(setting.name, parts, start, end, (start, end), self._block(statement))

    def _written(self, call: ast.Call, method: str) -> Iterator[tuple[ast.expr, ast.expr]]:
        """The names and values that a method of ``os.environ``, or ``os.putenv``, is given."""
        if self._names.qualified(call.func) != ("os.putenv" if method == "putenv" else f"{_ENVIRONMENT}.{method}"):
            return
        if method != "update":
            if len(call.args) == 2:
                yield call.args[0], call.args[1]
            return
        for given in call.args:
            if isinstance(given, ast.Dict):
                yield from ((key, value) for key, value in zip(given.keys, given.values, strict=True) if key)
        for keyword in call.keywords:
            if keyword.arg is not None:
                yield ast.copy_location(ast.Constant(keyword.arg), keyword.value), keyword.value

    def _variable(self, node: ast.Subscript) -> str | None:
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return key.value if self._names.qualified(node.value) == _ENVIRONMENT else None
        return None

    def _assignment(self, statement: ast.AST, name: str, parts: list[Part], *, appends: bool = False) -> Assignment:
        span = span_of(statement)
        start, end = self._source.offset(span.start), self._source.offset(span.end)
        return Assignment(name, tuple(parts), start, end, (start, end), self._block(statement), appends)

    def _block(self, statement: ast.AST) -> tuple[int, ...]:
        """The function, and the branches of conditions and loops in it, that a statement stands in."""
        found: list[int] = []
        inner = statement
        for outer in self._structure.ancestors(statement):
            if not isinstance(outer, ast.Module | ast.With | ast.AsyncWith):
                name = next((name for name in BLOCKS if inner in (getattr(outer, name, None) or ())), "")
                found.append(self._blocks.setdefault((outer, name), len(self._blocks) + 1))
            inner = outer
        return tuple(reversed(found))

    # ------------------------------------------------------------ values

    def _parts(self, node: ast.expr) -> list[Part]:
        match node:
            case ast.Constant(value=str() as text):
                return [self._constant(node, text)] if text else []
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return [*self._parts(left), *self._parts(right)]
            case ast.JoinedStr(values=values):
                return [part for value in values for part in self._formatted(node, value)]
            case ast.Subscript():
                name = self._variable(node)
                return [self._known(node, name, is_exact=True) if name else self._unknown(node)]
            case ast.Call(func=function, args=[ast.Constant(value=str() as name), *_]):
                if self._names.qualified(function) in (f"{_ENVIRONMENT}.get", "os.getenv"):
                    return [self._known(node, name, is_exact=False)]
            case ast.Attribute() if self._names.qualified(node) == "os.pathsep":
                return [self._text(node, ":")]
            case ast.Name(id=name):
                bindings = self._names.bindings(name, node)
                if len(bindings) == 1 and isinstance(bindings[0].value, ast.Constant):
                    bound = bindings[0].value.value
                    return [self._text(node, bound)] if isinstance(bound, str) and bound else [self._unknown(node)]
        return [self._unknown(node)]

    def _formatted(self, around: ast.expr, value: ast.expr) -> list[Part]:
        """A part of an f-string; each has the place of the whole, since the text is spelled otherwise there."""
        found = self._parts(value.value) if isinstance(value, ast.FormattedValue) else self._parts(value)
        place = self._unknown(around)
        return [Part(place.start, place.end, part.text, part.variable, part.is_exact) for part in found]

    def _constant(self, node: ast.expr, text: str) -> Part:
        """A string; where it stands in so many letters, the place of these letters."""
        place = self._unknown(node)
        quote = _OPENING_QUOTE.match(self._source.text, place.start, place.end)
        if quote is not None and self._source.text[quote.end() : place.end - 1] == text:
            return Part(quote.end(), place.end - 1, text)
        return Part(place.start, place.end, text)

    def _text(self, node: ast.expr, text: str) -> Part:
        place = self._unknown(node)
        return Part(place.start, place.end, text)

    def _known(self, node: ast.expr, name: str, *, is_exact: bool) -> Part:
        place = self._unknown(node)
        return Part(place.start, place.end, variable=name, is_exact=is_exact)

    def _unknown(self, node: ast.expr) -> Part:
        span = span_of(node)
        return Part(self._source.offset(span.start), self._source.offset(span.end))
