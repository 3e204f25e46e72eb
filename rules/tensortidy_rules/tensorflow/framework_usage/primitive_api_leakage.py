"""primitive-api-leakage: TensorFlow's own operations on the symbolic tensors of a Keras model."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy import edits
from tensortidy.knowledge import Operation
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
from tensortidy.semantics import Answer, KerasVersion, Kind, Model, Symbolic
from tensortidy.source import Position, Span

_KERAS = ("keras", "tensorflow.keras")
_OLDER = "with Keras 2 the program runs as it stands, and has no `keras.ops`"


class PrimitiveApiLeakage(Rule):
    """``tf.reshape(x, …)`` where ``x`` comes from ``keras.Input``."""

    card = Card(
        name="primitive-api-leakage",
        title="Primitive API Leakage",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS),
        category="Framework/Abstraction Usage",
        subcategory="API Violations",
        summary="A TensorFlow operation is called on a symbolic Keras tensor, which Keras 3 refuses.",
        explanation="""\
What `keras.Input(…)` gives, and every layer that is called on it, is no tensor. It is a placeholder that remembers
which layer made it, so that `keras.Model(inputs, outputs)` can find its way back from the outputs to the inputs.
`tf.reshape`, `tf.concat` and the rest of TensorFlow know nothing of such placeholders.

Keras 2 hid that: it caught the call and wrapped the operation in a nameless layer behind your back. Keras 3, which
came with TensorFlow 2.16, does not. It raises "A KerasTensor cannot be used as input to a TensorFlow function" as
soon as the model is built.

`keras.ops` has the same operations for both: called on placeholders they become part of the model, called on data
they compute. They also run on JAX and PyTorch. Operators and slices (`x * 0.5`, `x[:, :3]`) work as they are.
Where there is no such function (`tf.image.adjust_hue`, say), write a small layer and call TensorFlow in its `call`:
there the data is real, and every operation is allowed. The same holds for losses, metrics and `Dataset.map`.

A `Sequential` model wants layers and nothing else: for `tf.nn.relu` in its list write
`keras.layers.Activation("relu")`.

Code that is plainly for Keras 2 (`tf_keras`, imports that Keras 3 no longer has) is not reported. Where a file takes
Keras from TensorFlow, and nothing in it tells the version, this is information only: up to TensorFlow 2.15 it runs.""",
        consequences=(
            "the model cannot be built with Keras 3",
            "the model is tied to TensorFlow, and to nameless layers that are hard to find in a summary",
        ),
        practices=(
            "Use layers and `keras.ops` between `keras.Input` and `keras.Model`.",
            "Put operations that only TensorFlow has into the `call` of a layer.",
        ),
        bad="""\
from contextlib import suppress

import keras
import tensorflow as tf


def build():
    inputs = keras.Input((64,))
    x = tf.reshape(inputs, (-1, 32, 2))
    return keras.Model(inputs, keras.layers.Dense(1)(keras.ops.relu(x)))


with suppress(ValueError):
    build()
""",
        good="""\
from contextlib import suppress

import keras
import tensorflow as tf


def build():
    inputs = keras.Input((64,))
    x = keras.ops.reshape(inputs, (-1, 32, 2))
    return keras.Model(inputs, keras.layers.Dense(1)(keras.ops.relu(x)))


with suppress(ValueError):
    build()
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Offered where `keras.ops` has the operation, takes the same arguments and computes the same. It is "
        "safe where the file is certainly for Keras 3, in which the program stops at this line; where it may be for "
        "Keras 2, which has no `keras.ops`, it is not applied unasked.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="`tf.reshape`, `tf.multiply`, `tf.concat`, `tf.reduce_mean`, `tf.nn.relu` on a `keras.Input`: "
        "ValueError each; 169 operations gave the same numbers through `keras.ops`, as models too (Keras 3.15, "
        "TensorFlow 2.21).",
    )  # fmt: skip
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report an operation on symbolic tensors, and a function among the layers of a Sequential model."""
        if not isinstance(node, ast.Call):
            return
        name = model.qualified(node.func)
        if name is None:
            if isinstance(node.func, ast.Attribute) and node.func.attr == "add" and len(node.args) == 1:
                if model.value(node.func.value).is_a(Kind.KERAS_MODEL) is Answer.YES:
                    yield from self._in_sequential(node.args, model)
        elif name in ("keras.Sequential", "keras.models.Sequential"):
            given = node.args[0] if node.args else None
            if isinstance(given, ast.List | ast.Tuple):
                yield from self._in_sequential(given.elts, model)
        elif _is_primitive(name, model):
            yield from self._on_symbolic(node, name, model)

    # ------------------------------------------------------------ tf.reshape(x, …)

    def _on_symbolic(self, node: ast.Call, name: str, model: Model) -> Iterator[Finding]:
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        version = model.keras_version
        found = model.symbolic_tensors.among(given)
        if found is None or version.is_keras_3 is Answer.NO:
            return
        certain = version.is_keras_3 is Answer.YES
        operation = model.knowledge.operation(name)
        written = model.text(node.func)
        fix = _as_keras(node, operation, certain, model) if operation is not None else None
        if operation is None:
            remedy = f"Call `{written}` in the `call` method of a layer, where the data is real."
        elif fix is None:
            remedy = f"`keras.ops.{operation.name}` does this, with other arguments."
        else:
            remedy = f"Use `keras.ops.{operation.name}`."
        yield self.finding(
            node,
            f"`{written}` is given the symbolic Keras tensor `{_short(found.node, model)}`. Keras 3 raises a "
            f"ValueError here, and the model cannot be built. {remedy}",
            severity=_severity(version),
            related=_origin(found, model),
            assumptions=(*found.assumptions, *version.assumptions),
            fix=fix,
        )

    # ------------------------------------------------------------ Sequential([…, tf.nn.relu])

    def _in_sequential(self, layers: list[ast.expr], model: Model) -> Iterator[Finding]:
        for layer in layers:
            name = model.qualified(layer) if isinstance(layer, ast.Name | ast.Attribute) else None
            if name is None or not name.startswith("tensorflow.") or not _is_primitive(name, model):
                continue
            version = model.keras_version
            yield self.finding(
                layer,
                f"`{model.text(layer)}` is a function, and a Sequential model takes layers only: Keras raises here. "
                'Use a layer that does the same, such as `keras.layers.Activation("relu")`.',
                severity=Severity.ERROR if version.is_keras_3 is Answer.YES else Severity.WARNING,
            )


def _severity(version: KerasVersion) -> Severity:
    """What ``tf.keras`` has refused since TensorFlow 2.16 ran for years: no warning where the version is not told."""
    if version.is_keras_3 is Answer.YES:
        return Severity.ERROR
    return Severity.INFORMATION if version.is_of_tensorflow else Severity.WARNING


def _is_primitive(name: str, model: Model) -> bool:
    """Whether a function computes tensors for TensorFlow alone. Of ``keras.backend`` only what is known to."""
    if name.startswith("tensorflow."):
        return model.knowledge.call(name) is Kind.EAGER_TENSOR or model.knowledge.operation(name) is not None
    return name.startswith("keras.backend.") and model.knowledge.operation(name) is not None


def _short(node: ast.expr, model: Model) -> str:
    text = model.text(node)
    return text if len(text) <= 40 and "\n" not in text else f"{text.splitlines()[0][:36]}…"


def _origin(found: Symbolic, model: Model) -> tuple[Related, ...]:
    """Where the tensor comes from: the call that gives it to the function, or the assignment to the variable."""
    if found.call is not None:
        return (Related(span_of(found.call), "called here with a symbolic tensor, which has no data in it"),)
    for name in model.structure.walk(found.node):
        for binding in reversed(model.names.bindings(name.id, name) if isinstance(name, ast.Name) else ()):
            made = binding.node
            if isinstance(made, ast.Assign) and made.lineno < found.node.lineno:
                return (Related(span_of(made), f"`{model.text(name)}` is made here: no data, only how to compute it"),)
    return ()


# ---------------------------------------------------------------- the fix


def _as_keras(node: ast.Call, operation: Operation, certain: bool, model: Model) -> Fix | None:
    """``tf.concat([a, b], axis=1)`` → ``keras.ops.concatenate([a, b], axis=1)``, and the import where it is missing."""
    written, line = _operations(node, model)
    if not written:
        return None
    changes = list(edits.replace(node.func, f"{written}.{operation.name}"))
    given: set[str] = set()
    if len(node.args) > len(operation.takes) or any(isinstance(item, ast.Starred) for item in node.args):
        return None
    for (name, _), argument in zip(operation.takes, node.args, strict=False):
        given.add(name)
        if not _may_stand(name, argument, operation, model):
            return None
    for keyword in node.keywords:
        if keyword.arg == "name":  # operations of Keras have none
            changes.extend(edits.remove_argument(model.source, node, keyword))
            continue
        mine = operation.parameter(keyword.arg or "")
        if mine is None or mine in given or not _may_stand(mine, keyword.value, operation, model):
            return None
        given.add(mine)
        if mine != keyword.arg:
            start = span_of(keyword).start
            end = Position(start.line, start.column + len(keyword.arg or ""))
            changes.append(Edit(Span(start, end), mine))
    if not operation.needs <= given:
        return None
    if line:
        changes.extend(edits.add_import(model.source, model.module, line))
    title = f"Use `{written}.{operation.name}`"
    if certain:
        return Fix(title, Safety.SAFE, tuple(changes))
    return Fix(title, Safety.UNSAFE, tuple(changes), _OLDER)


def _may_stand(name: str, argument: ast.expr, operation: Operation, model: Model) -> bool:
    return name not in operation.numbers or isinstance(model.unchanging.constant(argument), int)


def _operations(node: ast.Call, model: Model) -> tuple[str, str]:
    """How ``keras.ops`` is written at a place, and the import line that is missing; empty where it has no name."""
    for full in _KERAS:
        written, missing = model.library(f"{full}.ops", node)
        if not missing:
            return written, ""
    for full in _KERAS:
        written, missing = model.library(full, node)
        if not missing:
            return f"{written}.ops", ""
    if model.names.bindings("keras", node):
        return "", ""
    return "keras.ops", "import keras"
