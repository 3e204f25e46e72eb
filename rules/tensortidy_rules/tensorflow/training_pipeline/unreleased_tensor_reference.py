"""unreleased-tensor-reference: tensors of every iteration kept for nothing, and persistent tapes that stay."""

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
from tensortidy.semantics import KeptEagerTensor, Model, PersistentTape, Reading

_CURES = {
    Reading.NEVER: "Do not collect them.",
    Reading.COUNTED: "Count them instead.",
    Reading.LAST: "Keep the last one in a variable.",
    Reading.REDUCED: "Keep the number itself: `append(float(tf.reduce_mean(x)))`.",
}


class UnreleasedTensorReference(Rule):
    """``outputs.append(model(x))`` of which nothing is read, ``tf.GradientTape(persistent=True)`` without ``del``."""

    card = Card(
        name="unreleased-tensor-reference",
        title="Unreleased Tensor Reference",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS),
        category="Training Pipeline Management",
        subcategory="Tensor and Variable Management",
        summary="A loop keeps whole tensors, or a persistent gradient tape, that nobody needs any more.",
        explanation="""\
TensorFlow frees an eager tensor when the last reference to it goes: there is nothing to dispose of by hand, and
giving a variable a new tensor frees the old one. What keeps memory is a reference that stays.

A list that a loop appends its outputs to keeps all of them, on the device on which they were made. Often only a
mean of each is wanted, or the last one, or nothing at all any more. Keep the number (`float(tf.reduce_mean(x))`)
where a number will do. `x.numpy()` moves the data out of the GPU's memory, but keeps all of it.

`tf.GradientTape(persistent=True)` keeps everything that its block has computed, activations and all, for as long
as there is a reference to the tape; a tape that is not persistent lets go of it as soon as it has given its
gradient. So a persistent tape stays through the optimizer's step, the logging and the validation, until the next
pass opens another. Where two gradients are wanted, write `del tape` after the second one. Where there is only one,
leave `persistent=True` out.

Scalar losses are harmless here: an eager tensor has no history attached, unlike one of PyTorch, whose own rule is
`unreleased-tensor-references`. Lists that are stacked, returned or handed on are wanted whole and are not
reported. Inside `@tf.function` tensors are symbols, and nothing piles up.""",
        consequences=("memory grows with every iteration", "activations stay while they are not needed"),
        practices=("Keep numbers, not tensors.", "Delete a persistent tape after its last gradient."),
        bad="""\
import tensorflow as tf

weight, bias = tf.Variable(1.0), tf.Variable(0.0)
for step in range(20):
    x = tf.random.normal((64, 16))
    with tf.GradientTape(persistent=True) as tape:
        error = tf.reduce_mean((weight * x + bias - 1.0) ** 2)
    weight.assign_sub(0.1 * tape.gradient(error, weight))
    bias.assign_sub(0.1 * tape.gradient(error, bias))
    print(step)
""",
        good="""\
import tensorflow as tf

weight, bias = tf.Variable(1.0), tf.Variable(0.0)
for step in range(20):
    x = tf.random.normal((64, 16))
    with tf.GradientTape(persistent=True) as tape:
        error = tf.reduce_mean((weight * x + bias - 1.0) ** 2)
    weight.assign_sub(0.1 * tape.gradient(error, weight))
    bias.assign_sub(0.1 * tape.gradient(error, bias))
    del tape
    print(step)
""",
        fix_safety=FixSafety.SAFE,
        fix_note="For tapes. What a list should keep instead is for you to say.",
        severity=Severity.INFORMATION,
        confidence=Confidence.MEDIUM,
        evidence="Kept for each iteration: 259.4 KB with a list of 256 KB tensors, 261.1 KB with `.numpy()`, 0.0 KB "
        "with `float(tf.reduce_mean(x))`; 90.5 KB with persistent tapes that stay, 1.7 KB with `del tape`; 3.4 KB with "
        "scalar losses (TensorFlow 2.21, CPU).",
    )  # fmt: skip
    visits = (ast.Call, ast.Expr)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report lists of tensors that are kept for nothing, and persistent tapes that nothing deletes."""
        if not model.frameworks & {"tensorflow", "keras"}:
            return
        if isinstance(node, ast.Call):
            tape = model.kept_tensors.persistent_tape(node) if node.keywords else None
            if tape is not None and not model.roles.is_test(node):
                yield self._stays(tape, model)
        elif isinstance(node, ast.Expr):
            kept = model.kept_tensors.kept(node)
            if kept is not None and not model.roles.is_forward(node) and not model.roles.is_test(node):
                yield self._collected(kept, model)

    def _collected(self, found: KeptEagerTensor, model: Model) -> Finding:
        kept = found.accumulation
        return self.finding(
            kept.statement,
            f"`{kept.path}` keeps the whole tensor `{model.text(kept.value)}` of every iteration in memory, and is "
            f"{found.reading.value}. {_CURES[found.reading]}",
            related=(
                Related(span_of(found.made), "the tensor is made here, in each iteration"),
                Related(model.loop_header(kept.loop), "the loop whose tensors pile up"),
            ),
        )

    def _stays(self, found: PersistentTape, model: Model) -> Finding:
        once = model.kept_tensors.is_asked_once(found)
        use = found.uses[-1]
        cure = (
            "It is asked for one gradient only: leave `persistent=True` out."
            if once
            else f"Write `del {found.name}` after its last gradient."
        )
        return self.finding(
            found.call,
            f"The persistent tape `{found.name}` keeps everything that was computed under it until the next pass opens "
            f"another, although nothing asks it any more. {cure}",
            related=(
                Related(span_of(use), "its last use"),
                Related(model.loop_header(found.loop), "the loop that opens one in each pass"),
            ),
            fix=self._released(found, once, model),
        )

    @staticmethod
    def _released(found: PersistentTape, once: bool, model: Model) -> Fix | None:
        if once:
            changes = tuple(edits.remove_argument(model.source, found.call, found.persistent))
            title = "Leave `persistent=True` out: the tape is asked once"
        else:
            changes = tuple(edits.insert_line_after(model.source, found.last, f"del {found.name}"))
            title = f"Delete `{found.name}` after its last gradient"
        leaves = isinstance(found.last, ast.Return | ast.Raise | ast.Break | ast.Continue)
        return Fix(title, Safety.SAFE, changes) if changes and not leaves else None
