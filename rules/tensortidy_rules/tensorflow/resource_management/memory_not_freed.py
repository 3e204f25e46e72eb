"""memory-not-freed: a clean-up that some passes go by, or that does nothing at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy import edits
from tensortidy.rule import (
    Card,
    Confidence,
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
from tensortidy.semantics import Answer, Cleared, Kind, Loop, Model, ModelLoop, Value

_NO_OPS = {
    "detach": "gives a tensor without a graph",
    "cpu": "gives a copy in main memory",
    "to": "gives a copy elsewhere, or of another type",
    "item": "gives a number",
}
_LEAVES = "leaves `{holder}`, its memory and its graph as they are"
_TWICE = "names of layers begin anew (`dense`, `dense_1`) in passes that were spared so far"


class MemoryNotFreed(Rule):
    """``clear_session()`` that a ``continue`` goes by, ``loss.detach()`` whose result is thrown away."""

    card = Card(
        name="memory-not-freed",
        title="Memory Not Freed",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS, Framework.TORCH),
        category="Resource Management",
        subcategory="Memory Release",
        summary="A clean-up is written, but some passes of the loop go by it, or it frees nothing.",
        explanation="""\
Who writes a clean-up knows that something must be let go. Then it counts *where* it stands, and what it does.

**A way that goes by.** A loop that builds a Keras model in each pass clears the session at its end; a `continue` for
the trials that are not worth it, or an `except` for those that fail, leads past it. Just these passes leave their
models behind. A clean-up at the *top* of the body, before the model is built, lies on every way into the next pass; in
a `finally`, it lies on every way out of this one. What counts as clearing is what a function does: a `free_gpu()` of
your own that calls `clear_session()` counts, in another file too, and others can be named in the option `free-calls`.

**A clean-up that does nothing.** In PyTorch `loss.detach()` does not change `loss`: it *gives* a detached tensor. As
a statement of its own, it frees nothing; neither do `t.cpu()`, `t.to(device)` and `t.item()` on a tensor. (`detach_()`
does change it, and so does `model.to(device)` with a module.) Mostly nothing needs to be there: `backward()` lets
the graph go, and Python frees a tensor when its name is given the next one. And `gc.collect`, `K.clear_session` or
`torch.cuda.empty_cache` without brackets name a function, and call none.

A program that builds its model once needs no clean-up and is never reported. Loops without any are the business of
`session-pile-up` and `gpu-memory-not-released`; tensors that something still holds that of
`unreleased-tensor-references` and `del-without-freeing`. A condition that is meant (`if trial % 10 == 0:`, an option)
is left alone.""",
        consequences=("memory grows just with the passes that are cut short", "a leak that was thought mended"),
        practices=(
            "Free where the life of a thing ends, on every path: at the top of the loop, or in a `finally`.",
            "Give what `loss.detach()` gives a name, or leave it out; write `x = x.to(device)`.",
        ),
        bad="""\
import keras

for units in range(1, 40):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units), keras.layers.Dense(1)])
    if model.count_params() > 50:
        print(units, "is too large")
        continue
    print(units, model.count_params())
    keras.utils.clear_session()
""",
        good="""\
import keras

for units in range(1, 40):
    keras.utils.clear_session()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units), keras.layers.Dense(1)])
    if model.count_params() > 50:
        print(units, "is too large")
        continue
    print(units, model.count_params())
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="Passes that were spared so far are cleared too, and the names of their layers begin anew. To "
        "delete a `loss.detach()` whose result nobody takes is safe; a `t.cpu()` waits for the GPU, which somebody may "
        "want.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="A model of two layers, built in each pass: 179 KB a pass where the clean-up is skipped, 0 KB where "
        "it is not (TensorFlow 2.21, Keras 3.15, CPU). A training loop of PyTorch with `loss.detach(); del loss, x; "
        "empty_cache()`: a peak of 13.7 MB, 13.5 MB without (torch 2.13, CPU).",
        see_also=("session-pile-up", "gpu-memory-not-released", "del-without-freeing", "unreleased-gpu-memory"),
    )  # fmt: skip
    visits = (ast.For, ast.While, ast.Expr)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report clean-ups that a way through a loop goes by, and statements that free nothing."""
        if isinstance(node, ast.Expr):
            if isinstance(node.value, ast.Call):
                yield from self._dropped(node, node.value, model)
            elif isinstance(node.value, ast.Attribute | ast.Name):
                yield from self._uncalled(node, node.value, model)
        elif isinstance(node, ast.For | ast.While) and model.may_have_keras_models and not model.roles.is_test(node):
            yield from self._gone_by(node, model)

    # ------------------------------------------------------------ a way that goes by

    def _gone_by(self, loop: Loop, model: Model) -> Iterator[Finding]:
        found = model.model_loops.of(loop)
        if found is None or found.cleared in (Cleared.NEVER, Cleared.ALWAYS):
            return
        clear = found.clears[0].call
        raising = found.cleared is Cleared.RAISING
        when = "a pass whose exception is caught goes" if raising else "there is a way through this loop that goes"
        more = " (What `fit` has traced stays in any case: see gpu-memory-not-released.)" if found.trained else ""
        related = [
            Related(span_of(clear), "the clean-up that is gone by"),
            Related(model.loop_header(loop), "the loop that builds a model in every pass"),
        ]
        if found.trained is not None:
            related.append(Related(span_of(found.trained.call), "trained here"))
        yield self.finding(
            found.built.call,
            f"`{model.text(found.built.call.func)}(…)` builds a model in every pass, but {when} past "
            f"`{model.text(clear)}`, and leaves its model behind. Clear first in each pass, or in a `finally`.{more}",
            severity=Severity.INFORMATION if raising else Severity.WARNING,
            related=tuple(related),
            fix=self._first(found, model),
        )

    @staticmethod
    def _first(found: ModelLoop, model: Model) -> Fix | None:
        """The same clean-up as the first statement of the loop, and no more where it lay on the way that is taken."""
        clear, first, body = found.clears[0].call, found.loop.body[0], found.loop.body
        statement, text = model.structure.parent(clear), model.text(clear)
        if not isinstance(statement, ast.Expr) or clear.args or clear.keywords or found.clears[0].how:
            return None
        if first.lineno == found.loop.lineno or statement is first:
            return None
        added = tuple(edits.insert_line_before(model.source, first, text))
        gone = tuple(edits.delete_statement(model.source, statement)) if statement in body else ()
        if not added or (statement in body and not gone):
            return None
        return Fix(f"Call `{text}` first in each pass", Safety.UNSAFE, (*added, *gone), _TWICE)

    # ------------------------------------------------------------ what does nothing

    def _dropped(self, statement: ast.Expr, call: ast.Call, model: Model) -> Iterator[Finding]:
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in _NO_OPS:
            return
        value = model.value(call.func.value)
        if value.is_a(Kind.TENSOR) is not Answer.YES or model.roles.is_test(statement):
            return
        method = call.func.attr
        waits = method != "detach"
        if self._is_tried(statement, model) or (waits and self._is_timed(statement, model)):
            return
        if model.cells.shown(statement) is not None:
            return  # the end of a cell: to be looked at
        holder = model.text(call.func.value)
        yield self.finding(
            statement,
            f"`{model.text(call)}` {_NO_OPS[method]}, which is thrown away here, and {_LEAVES.format(holder=holder)}. "
            + (
                f"Write `{holder} = {model.text(call)}`, or delete the statement."
                if method == "to"
                else "It frees nothing: delete the statement, or give its result a name and use that."
            ),
            severity=Severity.INFORMATION,
            assumptions=value.assumptions,
            fix=self._assigned(statement, value, holder, model)
            if method == "to"
            else self._deleted(statement, waits, model),
        )

    @staticmethod
    def _deleted(statement: ast.Expr, waits: bool, model: Model) -> Fix | None:
        if isinstance(statement.value, ast.Call) and isinstance(statement.value.func, ast.Attribute):
            if not isinstance(statement.value.func.value, ast.Name | ast.Attribute):
                return None  # what it is called on may do something
        if len(model.structure.block(statement)) > 1:
            changes = tuple(edits.delete_statement(model.source, statement))
        else:
            changes = tuple(edits.replace(statement, "pass"))
        if not changes:
            return None
        title = "Delete this statement, which does nothing"
        if waits:
            return Fix(title, Safety.UNSAFE, changes, "on a GPU it waits until the tensor is computed")
        return Fix(title, Safety.SAFE, changes)

    @staticmethod
    def _assigned(statement: ast.Expr, value: Value, holder: str, model: Model) -> Fix | None:
        """``x.to(device)`` → ``x = x.to(device)``, but for parameters, which optimizers know by what they are."""
        call = statement.value
        name = call.func.value if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else None
        if not isinstance(name, ast.Name) or (value.is_leaf and value.graph is not Answer.NO):
            return None
        if not all(
            model.structure.function(item.node) is model.structure.function(name) or isinstance(item.node, ast.arg)
            for item in model.names.bindings(name.id, name)
        ):
            return None  # a variable of a function around, or of the module
        changes = tuple(edits.replace(statement, f"{holder} = {model.text(statement)}"))
        return Fix(f"Go on with the copy in `{holder}`", Safety.UNSAFE, changes, "what follows computes with the copy")

    @staticmethod
    def _is_tried(statement: ast.stmt, model: Model) -> bool:
        """Whether somebody wants to see if it raises."""
        outer = model.structure.parent(statement)
        return isinstance(outer, ast.Try | ast.With) and len(outer.body) == 1

    @staticmethod
    def _is_timed(statement: ast.stmt, model: Model) -> bool:
        """Whether the function around takes times: to copy a tensor is a way to wait for the GPU."""
        for node in model.structure.nodes_of(model.structure.scope(statement)):
            if isinstance(node, ast.Call) and model.is_one_of(node.func, "taking times"):
                return True
        return False

    def _uncalled(self, statement: ast.Expr, named: ast.expr, model: Model) -> Iterator[Finding]:
        if not model.is_one_of(named, "clean-ups"):
            return
        yield self.finding(
            statement,
            f"This names `{model.text(named)}` and does not call it: nothing is freed. The brackets are missing.",
            fix=Fix(
                f"Call `{model.text(named)}()`",
                Safety.UNSAFE,
                tuple(edits.insert_after(named, "()")),
                "what has never run so far then runs",
            ),
        )
