"""circular-buffer-references: an object with tensors, and a part of it that refers back to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

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
from tensortidy.semantics import Answer, Kind, Model


@dataclass(frozen=True)
class _Cycle:
    """A part that gets a reference to its object: ``store`` writes it, ``given`` is the object as it is handed over.

    ``part`` is the part as it is written, ``holder`` the variable that stands for it where it is written.
    """

    owner: ast.ClassDef
    part: ast.expr
    holder: str
    attribute: str
    given: ast.expr
    store: ast.Assign
    is_module: bool


class CircularBufferReferences(Rule):
    """A constructor makes a part of its object and lets it refer to the object."""

    card = Card(
        name="circular-buffer-references",
        title="Circular Buffer References",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor/Object Retention",
        summary="An object that holds tensors and a part of it refer to each other, so it is freed late.",
        explanation="""\
Python frees an object at once when the last reference to it goes. An object and a part of it that refer to each other
(`helper.owner = self`, kept as `self.helper`) never get there by themselves: they wait for the garbage collector.
That one counts objects and not bytes. A model with gigabytes of buffers is a few hundred objects to it, so that several
dead models may be in memory, or on the GPU, before it runs. This is a release that comes late, and no leak: after
`gc.collect()` the memory is back. It matters where models are made again and again, in trials or folds or in
a server that reloads them; for one model that lives as long as the program it does not.

`weakref.proxy(self)` refers to the object without keeping it, and is used just as the object itself.

Between modules it is an error: `child.parent = self` on an `nn.Module` registers the parent as a submodule of its
own child, and `train()`, `eval()`, `to()` and `state_dict()` end in a RecursionError.""",
        consequences=(
            "objects are freed late",
            "several dead models in memory at a time",
            "a RecursionError in `train()`",
        ),
        practices=("Refer back by `weakref.proxy(self)`, or hand the owner in as an argument where it is needed.",),
        bad="""\
import torch
from torch import nn


class Sampler:
    owner: nn.Module


class Memory(nn.Module):
    def __init__(self, size: int):
        super().__init__()
        self.register_buffer("rows", torch.zeros(size, 4))
        self.sampler = Sampler()
        self.sampler.owner = self


for size in (10, 20):
    memory = Memory(size)
    print(memory.sampler.owner.rows.shape)
""",
        good="""\
import torch
from torch import nn
import weakref


class Sampler:
    owner: nn.Module


class Memory(nn.Module):
    def __init__(self, size: int):
        super().__init__()
        self.register_buffer("rows", torch.zeros(size, 4))
        self.sampler = Sampler()
        self.sampler.owner = weakref.proxy(self)


for size in (10, 20):
    memory = Memory(size)
    print(memory.sampler.owner.rows.shape)
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="The part may outlive the object, and then refers to nothing; a copied or unpickled part refers to a "
        "copy of the object that nothing else holds.",
        severity=Severity.INFORMATION,
        confidence=Confidence.MEDIUM,
        evidence="60 modules with a 4 MB buffer, one after another: 241 MB held with a cycle while the garbage "
        "collector was off, 97 MB while it was on, 0.5 MB with a weak reference (torch 2.13, CPU).",
    )
    visits = (ast.Assign,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report parts that a constructor makes and that refer back to the object, where that holds tensors."""
        found = _cycle(node, model) if isinstance(node, ast.Assign) else None
        if found is None or _is_broken(found, model) or _is_made_once(found.owner, model):
            return
        part, attribute = model.text(found.part), found.attribute
        if found.is_module:
            text = (
                f"`{attribute}` of the module `{part}` is `self`: the parent becomes a submodule of its own child, and "
                "`train()`, `to()` and `state_dict()` end in a RecursionError. Refer back weakly, and around "
                "`nn.Module.__setattr__`."
            )
        else:
            text = (
                f"`{part}` and the object that it is a part of refer to each other: its tensors stay in memory until "
                "the garbage collector happens to run. Refer back by `weakref.proxy()`."
            )
        places = [Related(span_of(found.store), f"`{attribute}` refers back from here")]
        yield self.finding(
            node,
            text,
            severity=Severity.ERROR if found.is_module else None,
            related=tuple(place for place in places if found.store is not node),
            fix=self._weakly(found, model),
        )

    @staticmethod
    def _weakly(found: _Cycle, model: Model) -> Fix | None:
        library, imports = model.library("weakref", found.given)
        needed: tuple[Edit, ...] = tuple(edits.add_import(model.source, model.module, imports)) if imports else ()
        given = found.store.value if found.is_module else found.given
        weak = f"{library}.proxy({model.text(given)})"
        if found.is_module:
            text = f'object.__setattr__({found.holder}, "{found.attribute}", {weak})'
            changes = tuple(edits.replace(found.store, text))
        else:
            changes = tuple(edits.replace(given, weak))
        reason = "the part may outlive the object, and copies of it refer to another one"
        return Fix("Refer back by `weakref.proxy()`", Safety.UNSAFE, (*needed, *changes), reason)


def _cycle(node: ast.Assign, model: Model) -> _Cycle | None:
    """``self.part.owner = self``, ``part.owner = self``, or ``self.part = Part(self)`` in a constructor."""
    made = model.structure.function(node)
    owner = model.structure.parent(made) if made is not None else None
    if not isinstance(made, ast.FunctionDef) or made.name != "__init__" or not isinstance(owner, ast.ClassDef):
        return None
    this = model.classes.self_name(made)
    if this is None or len(node.targets) != 1 or not _holds_tensors(owner, model):
        return None
    target, value = node.targets[0], node.value
    if not isinstance(target, ast.Attribute):
        return None
    if _is_name(value, this) and not _is_name(target.value, this):
        if not _is_part(target.value, owner, made, this, model):
            return None
        is_module = _is_module(owner, model) and model.value(target.value).is_a(Kind.MODULE) is Answer.YES
        return _Cycle(owner, target.value, model.text(target.value), target.attr, value, node, is_module)
    if _is_name(target.value, this) and isinstance(value, ast.Call):
        return _handed_over(value, target, owner, this, model)
    return None


def _handed_over(call: ast.Call, target: ast.Attribute, owner: ast.ClassDef, this: str, model: Model) -> _Cycle | None:
    """``Part(self)``, where the constructor of ``Part`` keeps what it is given."""
    part = model.names.definition(call.func)
    made = model.classes.own_method(part, "__init__") if isinstance(part, ast.ClassDef) else None
    if not isinstance(part, ast.ClassDef) or not isinstance(made, ast.FunctionDef):
        return None
    names = [parameter.arg for parameter in (*made.args.posonlyargs, *made.args.args)][1:]
    pairs = [*zip(names, call.args, strict=False), *((item.arg, item.value) for item in call.keywords)]
    for name, given in pairs:
        if not _is_name(given, this) or name is None:
            continue
        for store in model.structure.nodes_of(made):
            match store:
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=holder), attr=attribute)], value=kept):
                    if _is_name(kept, name) and holder == model.classes.self_name(made):
                        both = _is_module(owner, model) and _is_module(part, model)
                        return _Cycle(owner, target, holder, attribute, given, store, both)
    return None


def _is_part(part: ast.expr, owner: ast.ClassDef, made: ast.FunctionDef, this: str, model: Model) -> bool:
    """Whether the constructor makes something, and keeps it as an attribute or a buffer of its object."""
    if isinstance(part, ast.Attribute) and _is_name(part.value, this):
        stored = model.classes.assignments(owner, part.attr)
        registered = model.value(part).is_a(Kind.TENSOR) is Answer.YES
        return registered or any(isinstance(getattr(item, "value", None), ast.Call) for item in stored)
    if not isinstance(part, ast.Name):
        return False
    bindings = model.names.bindings(part.id, part)
    if len(bindings) != 1 or not isinstance(bindings[0].value, ast.Call):
        return False
    for node in model.structure.nodes_of(made):
        match node:
            case ast.Assign(targets=[ast.Attribute(value=holder)], value=kept):
                if _is_name(kept, part.id) and _is_name(holder, this):
                    return True
            case ast.Call(func=ast.Attribute(value=holder, attr="register_buffer" | "add_module"), args=[_, kept, *_]):
                if _is_name(kept, part.id) and _is_name(holder, this):
                    return True
    return False


def _is_broken(found: _Cycle, model: Model) -> bool:
    """Whether some method lets one of the two references go: ``self.part = None``, ``del self.part``."""
    part = found.part.attr if isinstance(found.part, ast.Attribute) else getattr(found.part, "id", "")
    names = {part, found.attribute}
    for node in model.structure.nodes(ast.Assign, ast.Delete):
        targets = node.targets  # type: ignore[attr-defined]
        gone = isinstance(node, ast.Delete) or (
            isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is None
        )
        function = model.structure.function(node)
        if gone and getattr(function, "name", "") != "__init__":
            if any(isinstance(target, ast.Attribute) and target.attr in names for target in targets):
                return True
    return False


def _is_made_once(owner: ast.ClassDef, model: Model) -> bool:
    """Whether all that makes such objects in this file stands at the top level, outside of loops."""
    uses = [node for node in model.structure.reads(owner.name) if model.names.definition(node) is owner]
    calls = [call for use in uses if isinstance(call := model.structure.parent(use), ast.Call) and call.func is use]
    return bool(calls) and all(
        model.structure.function(call) is None and model.structure.loop(call) is None for call in calls
    )


def _holds_tensors(owner: ast.ClassDef, model: Model) -> bool:
    kinds = (model.inference.attribute(owner, name).kind for name in model.classes.attributes(owner))
    return _is_module(owner, model) or any(kind in (Kind.TENSOR, Kind.MODULE) for kind in kinds)


def _is_module(owner: ast.ClassDef, model: Model) -> bool:
    return model.classes.is_module(owner) is Answer.YES


def _is_name(node: ast.AST | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
