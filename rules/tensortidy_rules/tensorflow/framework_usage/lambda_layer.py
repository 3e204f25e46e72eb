"""lambda-layer: Lambda layers that hide weights, or hold code that a saved model cannot bring back."""

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
from tensortidy.semantics import Function, Model, WrappedFunction
from tensortidy.source import Position, Span

_MANY_CALLS, _MANY_STATEMENTS = 4, 3  # fewer, in a lambda or in a function, are a tweak of one tensor
_ROOTS = ("keras", "tensorflow.keras", "tf_keras")
_KEPT = frozenset({"name", "dtype", "trainable"})  # keywords that every layer takes
_DROPPED = frozenset({"function", "output_shape"})  # a layer of one's own finds out the shape by itself
_ACTIVATIONS = frozenset({"relu", "sigmoid", "tanh", "softmax", "elu", "selu", "silu", "softplus", "softsign"})
_TRAINED = "the weights belong to the model from now on: they are trained, counted and saved"
_RENAMED = "the layer is of another class: models that were saved before do not load with it"


class LambdaLayer(Rule):
    """``Lambda(lambda x: dense(x))``, functions of several steps, and lambdas in models that are saved."""

    card = Card(
        name="lambda-layer",
        title="Lambda Layer for Complex Operations",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS),
        category="Framework/Abstraction Usage",
        subcategory="API Violations",
        summary="A Keras Lambda layer hides weights, or code that a saved model cannot bring back.",
        explanation="""\
A `Lambda` layer wraps a function, and knows nothing of what happens in it.

The grave case is a function that uses a layer, a model or a `tf.Variable` from around it. The Lambda layer does not
know that these weights exist, and so the model does not either: they are not in `model.trainable_weights`, `fit`
does not train them, `save` leaves them out. Nothing warns you in Keras 3; the loss just ends up higher than it
should. A layer that is made inside the function is made anew, with new random weights, at every call. Call the layer
itself, or write a layer that owns it.

The other case is saving. A saved model holds no code. For a `lambda` Keras stores its bytecode and then refuses to
load it ("potential risk of arbitrary code execution"); for a named function it stores the name and does not find it
again. Either shows on the day when you need the model. A class that derives from `keras.layers.Layer` and is
registered with `@keras.utils.register_keras_serializable()` comes back by itself; where it is made with arguments,
it returns them from `get_config`. In functional models `keras.ops` often needs no layer at all.

One small step in a Lambda layer (`lambda x: x[:, 0]`) of a model that nobody saves is fine, and is not reported. It
costs neither memory nor speed. Nor are longer functions reported in a file that saves weights only (`save_weights`):
its code builds the model again.""",
        consequences=("weights are silently not trained and not saved", "the saved model cannot be loaded"),
        practices=(
            "Call layers with weights directly; let a layer or model own every variable.",
            "Put code of several steps into a registered subclass of `keras.layers.Layer`.",
        ),
        bad="""\
import keras

inputs = keras.Input((16,))
project = keras.layers.Dense(4)
outputs = keras.layers.Lambda(lambda x: project(x))(inputs)
model = keras.Model(inputs, outputs)
print(len(model.trainable_weights), "weights to train")
""",
        good="""\
import keras

inputs = keras.Input((16,))
project = keras.layers.Dense(4)
outputs = project(inputs)
model = keras.Model(inputs, outputs)
print(len(model.trainable_weights), "weights to train")
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="Weights that become part of the model are trained and saved, which is the point and changes what the "
        "program computes. A layer of another class has another name in saved models.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="A Dense layer called in a Lambda: 0 trainable weights, 2 called directly. `load_model` of a saved "
        "lambda: ValueError; of a named function: TypeError; of a registered class: loads. Memory and speed: no "
        "difference (Keras 3.15, TensorFlow 2.21).",
    )  # fmt: skip
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a Lambda layer by the worst that is wrong with it."""
        found = model.lambda_layers.layer(node) if isinstance(node, ast.Call) else None
        if found is None:
            return
        captured = next(model.lambda_layers.captured(found), None)
        if captured is not None:
            yield self._captures(found, captured, model)
            return
        made = model.lambda_layers.made_inside(found)
        if made is not None:
            yield self.finding(
                found.call,
                f"The function of this Lambda layer makes a new `{model.text(made.func)}` whenever it is called, with "
                "new random weights that no model knows: they are never trained or saved. Make the layer once, and "
                "call it directly.",
                related=(Related(span_of(made), "made anew at every call"),),
                fix=_called_directly(found, model),
            )
        elif not model.lambda_layers.is_registered(found) and not model.roles.is_test(found.call):
            yield from self._code(found, model)

    def _captures(self, found: WrappedFunction, captured: ast.Name, model: Model) -> Finding:
        made = model.names.bindings(captured.id, captured)[-1].node
        return self.finding(
            found.call,
            f"The weights of `{captured.id}` are invisible to this Lambda layer, and so to the model: `fit` does not "
            f"train them, and `save` leaves them out. Call `{captured.id}` directly, or in the `call` of a layer that "
            "owns it.",
            related=(
                Related(span_of(made), f"`{captured.id}` is made here"),
                Related(span_of(captured), "used here, inside the function that the Lambda layer wraps"),
            ),
            fix=_called_directly(found, model),
        )

    def _code(self, found: WrappedFunction, model: Model) -> Iterator[Finding]:
        """A function of several steps, or any function in a model that the file saves."""
        is_lambda = isinstance(found.function, ast.Lambda)
        saving = model.lambda_layers.saving()
        if saving is None and model.lambda_layers.is_rebuilt():
            return
        if found.steps < (_MANY_CALLS if is_lambda else _MANY_STATEMENTS) and saving is None:
            return
        lost = (
            "`load_model` refuses to run the code of a lambda"
            if is_lambda
            else f"a saved model holds the name `{model.text(found.given)}` and no code, so `load_model` fails"
        )
        related = [Related(span_of(saving), "the model is saved here")] if saving is not None else []
        if not is_lambda:
            related.append(Related(_header(found.function), "the function that the Lambda layer wraps"))
        yield self.finding(
            found.call,
            f"A saved model cannot bring this Lambda layer back: {lost}. Use a layer of Keras that does the same, or "
            "a registered subclass of `keras.layers.Layer`.",
            severity=Severity.INFORMATION if saving is not None else Severity.HINT,
            related=tuple(related),
            fix=_as_layer_of_keras(found, model) or _as_class(found, model),
        )


def _header(function: ast.AST) -> Span:
    start = span_of(function).start
    return Span(start, Position(start.line, start.column + len("def")))


def _called_directly(found: WrappedFunction, model: Model) -> Fix | None:
    """``Lambda(lambda x: dense(x))`` → ``dense``."""
    function = found.function
    if not isinstance(function, ast.Lambda) or len(found.call.args) + len(found.call.keywords) != 1:
        return None
    match function.body:
        case ast.Call(func=inner, args=[ast.Name(id=name)], keywords=[]) if [name] == found.parameters:
            if any(isinstance(node, ast.Name) and node.id == name for node in model.structure.walk(inner)):
                return None
            text = model.text(inner)
            return Fix(f"Call `{text}` directly", Safety.UNSAFE, tuple(edits.replace(found.call, text)), _TRAINED)
    return None


# ---------------------------------------------------------------- layers of Keras


def _as_layer_of_keras(found: WrappedFunction, model: Model) -> Fix | None:
    """``Lambda(lambda x: x / 255)`` → ``Rescaling(1.0 / 255)``."""
    function = found.function
    if not isinstance(function, ast.Lambda) or len(found.parameters) != 1:
        return None
    made = _same_layer(function.body, found.parameters[0], model)
    return _replaced(found, made, "layers.", (), model) if made is not None else None


def _same_layer(body: ast.expr, name: str, model: Model) -> str | None:
    """The layer of Keras, as a call, that computes the same as an expression over one tensor."""
    match body:
        case ast.BinOp(
            left=scaled, op=ast.Sub() | ast.Add() as op, right=ast.Constant(value=int() | float()) as offset
        ):
            inner = _same_layer(scaled, name, model)
            if inner is None or not inner.startswith("Rescaling("):
                return None
            sign = "-" if isinstance(op, ast.Sub) else ""
            return f"{inner[:-1]}, offset={sign}{model.text(offset)})" if "offset" not in inner else None
        case ast.BinOp(left=ast.Name(id=left), op=op, right=ast.Constant(value=int() | float()) as factor) if (
            left == name
        ):
            if isinstance(op, ast.Div):
                return f"Rescaling(1.0 / {model.text(factor)})"
            return f"Rescaling({model.text(factor)})" if isinstance(op, ast.Mult) else None
        case ast.Call(args=[ast.Name(id=left)], keywords=[]) if left == name:
            called = model.qualified(body.func) or ""
            last = called.rpartition(".")[2]
            of_keras = called.startswith(("keras.activations.", "keras.ops."))
            known = of_keras or model.knowledge.operation(called) is not None
            return f'Activation("{last}")' if known and last in _ACTIVATIONS else None
    return None


# ---------------------------------------------------------------- a class of one's own


def _as_class(found: WrappedFunction, model: Model) -> Fix | None:
    """A registered subclass of Layer that calls the function, in place of the Lambda layer."""
    function = found.function
    if not isinstance(function, Function) or function not in model.module.body or len(found.parameters) != 1:
        return None
    name = "".join(part[:1].upper() + part[1:] for part in function.name.split("_"))
    written, line = _keras(found.call, model)
    if name == function.name or not name or model.names.bindings(name, model.module) or not written:
        return None
    if line:
        return None  # the class would run before the import is there
    code = (
        f"@{written}.utils.register_keras_serializable()\n"
        f"class {name}({written}.layers.Layer):\n"
        f'    """`{function.name}` as a layer that can be saved."""\n\n'
        "    def call(self, inputs):\n"
        f"        return {function.name}(inputs)"
    )
    last = span_of(function).end.line
    at = Position(last, len(model.source.line(last)))
    gap = model.source.newline * 3
    inserted = Edit(Span(at, at), f"{gap}{edits.as_written(model.source, code)}")
    return _replaced(found, f"{name}()", "", (inserted,), model)


def _replaced(found: WrappedFunction, made: str, prefix: str, changes: tuple[Edit, ...], model: Model) -> Fix | None:
    """The Lambda layer replaced by another one, which takes over its name."""
    call = found.call
    if len(call.args) > 1 or any(keyword.arg not in _KEPT | _DROPPED for keyword in call.keywords):
        return None
    written, line = _keras(call, model)
    if prefix and not written:
        return None
    kept = [model.text(keyword) for keyword in call.keywords if keyword.arg in _KEPT]
    inside = ", ".join(part for part in (made[made.index("(") + 1 : -1], *kept) if part)
    owner = f"{written}.{prefix}" if prefix else ""
    text = f"{owner}{made[: made.index('(')]}({inside})"
    if "\n" in text:
        return None
    imported = tuple(edits.add_import(model.source, model.module, line)) if line and prefix else ()
    title = f"Use `{owner}{made[: made.index('(')]}`"
    return Fix(title, Safety.UNSAFE, (*imported, *changes, *edits.replace(call, text)), _RENAMED)


def _keras(node: ast.Call, model: Model) -> tuple[str, str]:
    """How the Keras of a Lambda layer is written at a place, and the import line that is missing; empty for none."""
    root = (model.names.full_name(node.func) or "").removesuffix(".layers.Lambda")
    if root not in _ROOTS:
        return "", ""
    written, missing = model.library(root, node)
    if not missing:
        return written, ""
    if root == "tensorflow.keras":
        written, missing = model.library("tensorflow", node)
        if not missing:
            return f"{written}.keras", ""
        root = "keras"
        line = "from tensorflow import keras"
    else:
        line = f"import {root}"
    return ("", "") if model.names.bindings(root, node) else (root, line)
