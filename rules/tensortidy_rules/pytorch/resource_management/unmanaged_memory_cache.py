"""unmanaged-memory-cache: caches that keep modules and tensors which nothing lets go."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy import edits
from tensortidy.rule import (
    Card,
    Confidence,
    Edit,
    Finding,
    Fix,
    FixSafety,
    Framework,
    Related,
    Rule,
    Safety,
    Severity,
    span_of,
)
from tensortidy.semantics import Answer, Function, Kind, Model
from tensortidy.source import Position, Span

_CACHES = frozenset({"functools.lru_cache", "functools.cache"})
_ENTRIES = 128
_USUAL, _FEW = 128, 8  # entries of `lru_cache` unless told otherwise, and so few that it mostly is meant so


class UnmanagedMemoryCache(Rule):
    """A cache holds on to modules by their methods, or has a tensor's identity for its key."""

    card = Card(
        name="unmanaged-memory-cache",
        title="Unmanaged Memory Cache",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor/Object Retention",
        summary="A cache keeps modules or tensors for ever: `lru_cache` on a method, tensors as keys, no bound.",
        explanation="""\
A cache made by `@lru_cache` belongs to the class, not to the object, and `self` is part of every key. Each module
whose method was called once stays in it, with its parameters and buffers, on the GPU too, until as many other
calls have pushed it out; under `@cache` and `maxsize=None` it stays until the program ends. Deleting the model
and `torch.cuda.empty_cache()` change nothing: the cache still refers to it. Make one cache for each object in
`__init__`, or use `cached_property`; both go with the object.

A tensor is a poor key. Tensors are hashed by identity, so that an equal tensor is another key: the cache never hits,
and keeps every tensor that it was asked about, with its result. The same is true of a dictionary whose keys are
`id(x)` or `x.data_ptr()`, which moreover finds the wrong entry once a place in memory is used again.

Detaching what is cached makes the entries smaller, and does not bound their number. A cache over a few lengths,
sizes or devices (masks, positional encodings) stays small by itself and is not reported.""",
        consequences=(
            "modules that were deleted stay in memory",
            "memory grows with each call",
            "out-of-memory errors",
        ),
        practices=(
            "Make one cache for each object, in `__init__`, or use `functools.cached_property`.",
            "Bound what you cache, and let the oldest entry go.",
            "Never cache by tensors.",
        ),
        bad="""\
from functools import lru_cache

import torch
from torch import nn


class Positions(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.register_buffer("frequencies", torch.arange(1, width + 1) / width)

    @lru_cache(maxsize=8)
    def table(self, length: int) -> torch.Tensor:
        return torch.outer(torch.arange(length), self.frequencies).sin()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.table(x.size(0))


print(Positions(4)(torch.zeros(3, 4)))
""",
        good="""\
from functools import lru_cache

import torch
from torch import nn


class Positions(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.register_buffer("frequencies", torch.arange(1, width + 1) / width)
        self.table = lru_cache(maxsize=8)(self.table)

    def table(self, length: int) -> torch.Tensor:
        return torch.outer(torch.arange(length), self.frequencies).sin()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.table(x.size(0))


print(Positions(4)(torch.zeros(3, 4)))
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="An object with a cache of its own cannot be pickled, and its deep copies share the cache. "
        "Without a cache, or with a bounded one, another call may compute a result anew, and give another tensor.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="40 modules with a cached method, all deleted: 40 still alive, 0 with a cache for each object; 200 "
        "calls with 256 KB results: 263 KB kept a call with tensors as keys (no hits), 24 KB with `maxsize=16` "
        "(torch 2.13, CPU).",
    )
    visits = (ast.FunctionDef, ast.Assign)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report cached methods of what holds tensors, functions cached by tensors, dictionaries keyed by them."""
        if isinstance(node, ast.FunctionDef):
            cache = next((item for item in node.decorator_list if _is_cache(item, model)), None)
            if cache is not None:
                yield from self._cached(node, cache, model)
        elif isinstance(node, ast.Assign):
            yield from self._memo(node, model)

    # ------------------------------------------------------------ functools

    def _cached(self, node: ast.FunctionDef, cache: ast.expr, model: Model) -> Iterator[Finding]:
        owner = model.structure.parent(node)
        given = _tensor_given(node, model)
        if isinstance(owner, ast.ClassDef) and model.classes.self_name(node) is not None:
            held = _held(owner, model)
            if held is None:
                return
            yield self.finding(
                _at(node, model),
                f"The cache of `{node.name}` belongs to the class `{owner.name}` and has `self` in its keys: objects "
                f"with {held} stay in memory after their deletion{_until(cache, model)}. Make a cache for each object "
                "in `__init__`.",
                severity=Severity.INFORMATION if 0 <= _size(cache, model) <= _FEW else None,
                related=(Related(span_of(cache), "the cache, one for all objects"),),
                fix=self._for_each_object(node, cache, owner, model),
            )
        elif given is not None:
            yield self.finding(
                _at(node, model),
                f"`{node.name}` is cached by a tensor. Tensors are keys by identity, so an equal one never hits, and "
                "the cache keeps each tensor that it was given. Do not cache it, or cache by numbers.",
                related=(
                    Related(span_of(cache), "the cache"),
                    Related(span_of(given), "a tensor is part of the key"),
                ),
                fix=self._uncached(node, cache, model),
            )

    @staticmethod
    def _for_each_object(node: ast.FunctionDef, cache: ast.expr, owner: ast.ClassDef, model: Model) -> Fix | None:
        made = next(
            (item for item in owner.body if isinstance(item, ast.FunctionDef) and item.name == "__init__"), None
        )
        this = model.classes.self_name(made) if made is not None else None
        if made is None or this is None or len(node.decorator_list) > 1:
            return None
        if isinstance(made.body[-1], ast.Return | ast.Raise) or made is node:
            return None
        line = f"{this}.{node.name} = {model.text(cache)}({this}.{node.name})"
        added = tuple(edits.insert_line_after(model.source, made.body[-1], line))
        gone = _without(cache, model)
        reason = "an object with its own cache cannot be pickled, and copies of it share the cache"
        title = f"Make a cache of `{node.name}` for each object"
        return Fix(title, Safety.UNSAFE, (*gone, *added), reason) if added and gone else None

    @staticmethod
    def _uncached(node: ast.FunctionDef, cache: ast.expr, model: Model) -> Fix | None:
        reason = "whoever asks for the very same tensor again gets a new result"
        gone = _without(cache, model)
        return Fix(f"Do not cache `{node.name}`", Safety.UNSAFE, gone, reason) if gone else None

    # ------------------------------------------------------------ dictionaries

    def _memo(self, node: ast.Assign, model: Model) -> Iterator[Finding]:
        """``self.seen[id(x)] = features`` in a method, where nothing lets an entry go."""
        filled = model.stores.filled(node)
        function = model.structure.function(node)
        if filled is None or filled[2] is None or not isinstance(function, Function):
            return
        holder, value, key = filled
        if model.structure.loop(node) is not None or not _by_identity(key, model) or _is_autograd(node, model):
            return
        if model.stores.home(holder) in (function, None) or model.stores.is_emptied(holder):
            return
        tensor = model.value(value).is_a(Kind.TENSOR) is Answer.YES
        if not tensor and model.graph_tensors.is_graph_tensor(value) is not Answer.YES:
            return
        kept = model.text(holder)
        made = model.stores.made(holder)
        evicted = f"if len({kept}) > {_ENTRIES}:{model.source.newline}"
        inner = edits.indentation(model.source, node.lineno) + edits.level(model.source, node.lineno)
        changes = tuple(edits.insert_line_after(model.source, node, f"{evicted}{inner}{kept}.pop(next(iter({kept})))"))
        reason = "an entry that was let go is computed anew, and is another tensor then"
        yield self.finding(
            node,
            f"`{kept}` keeps a tensor for each tensor that it was asked about, by its identity, and nothing lets one "
            "go: an equal tensor is another key. Bound it, or cache by something that comes back.",
            severity=Severity.INFORMATION,
            related=(Related(span_of(made), f"`{kept}` is made here"),) if made is not None else (),
            fix=Fix(f"Keep {_ENTRIES} entries at most", Safety.UNSAFE, changes, reason) if changes else None,
        )


def _is_cache(decorator: ast.expr, model: Model) -> bool:
    """``@cache``, ``@lru_cache``, ``@lru_cache(maxsize=None)``."""
    return model.qualified(decorator.func if isinstance(decorator, ast.Call) else decorator) in _CACHES


def _until(cache: ast.expr, model: Model) -> str:
    """When an entry goes: `` until 128 other calls have pushed them out``; empty where that is never, or not known."""
    most = _size(cache, model)
    if most < 0:
        return ""
    return f" until {most} other calls push them out" if most > 1 else " until another call pushes them out"


def _size(cache: ast.expr, model: Model) -> int:
    """How many entries a cache keeps at most; -1 where it keeps all, or that is not known."""
    if not isinstance(cache, ast.Call):
        return _USUAL if model.qualified(cache) == "functools.lru_cache" else -1
    given = [*cache.args[:1], *(item.value for item in cache.keywords if item.arg == "maxsize")]
    if not given:
        return _USUAL if model.qualified(cache.func) == "functools.lru_cache" else -1
    most = given[0].value if isinstance(given[0], ast.Constant) else None
    return most if isinstance(most, int) else -1


def _held(owner: ast.ClassDef, model: Model) -> str | None:
    """What an object holds that is worth its memory; None where that is not known."""
    if model.classes.is_module(owner) is Answer.YES:
        return "parameters and buffers"
    for name in model.classes.attributes(owner):
        kind = model.inference.attribute(owner, name).kind
        if kind in (Kind.TENSOR, Kind.MODULE):
            return f"the {kind.value} `{name}`"
    return None


def _tensor_given(function: ast.FunctionDef, model: Model) -> ast.AST | None:
    """The parameter that is annotated as a tensor, or the argument of a call that is one."""
    for parameter in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
        if parameter.annotation is not None:
            if model.inference.annotated(parameter.annotation, function).is_a(Kind.TENSOR) is Answer.YES:
                return parameter
    for use in model.grad_mode.uses.of(function):
        call = model.structure.parent(use)
        if isinstance(call, ast.Call) and call.func is use:
            for argument in call.args:
                if model.value(argument).is_a(Kind.TENSOR) is Answer.YES:
                    return argument
    return None


def _by_identity(key: ast.expr | None, model: Model) -> bool:
    """Whether a key is a tensor, or says where one is: ``id(x)``, ``x.data_ptr()``."""
    if key is None:
        return False
    if model.value(key).is_a(Kind.TENSOR) is Answer.YES:
        return True
    if isinstance(key, ast.Name):
        bindings = model.names.bindings(key.id, key)
        return len(bindings) == 1 and bindings[0].value is not None and _by_identity(bindings[0].value, model)
    if not isinstance(key, ast.Call):
        return False
    pointer = isinstance(key.func, ast.Attribute) and key.func.attr == "data_ptr"
    named = model.qualified(key.func) in ("id", "hash") and len(key.args) == 1
    return pointer or (named and model.value(key.args[0]).is_a(Kind.TENSOR) is Answer.YES)


def _is_autograd(node: ast.AST, model: Model) -> bool:
    """Whether a node is part of a custom autograd function: what these collect is a smell of its own."""
    owner = model.structure.class_of(node)
    return owner is not None and "torch.autograd.Function" in model.classes.ancestry(owner)[0]


def _without(decorator: ast.expr, model: Model) -> tuple[Edit, ...]:
    """Delete the line of a decorator; nothing where it shares its lines with something else."""
    span = span_of(decorator)
    before = model.source.line(span.start.line)[: span.start.column].strip()
    after = model.source.line(span.end.line)[span.end.column :].strip()
    if before != "@" or after:
        return ()
    return (Edit(Span(Position(span.start.line, 0), Position(span.end.line + 1, 0)), ""),)


def _at(function: ast.FunctionDef, model: Model) -> Span:
    """The first line of a function, ``def table(self, length):``."""
    return Span(span_of(function).start, Position(function.lineno, len(model.source.line(function.lineno))))
