"""Which Keras a file is written for: Keras 3, or one before it. The same line means different things to them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.values import Answer

_TENSORFLOW = ("tensorflow.compat.v2.keras", "tensorflow.keras")
_OFF = ("", "0", "false", "False")
_BACKENDS_OF_3 = ("jax", "torch", "openvino")


class KerasVersion:
    """The Keras of one file, by what it imports and calls.

    ``import keras`` and ``tf.keras`` may be Keras 2 or 3, as what is installed decides: they tell nothing by
    themselves. What only one of the two has tells it.
    """

    def __init__(self, structure: Structure, names: Names, knowledge: Knowledge) -> None:
        self._structure = structure
        self._names = names
        self._knowledge = knowledge

    @cached_property
    def is_keras_3(self) -> Answer:
        """Whether the file is written for Keras 3; UNKNOWN where nothing, or nothing unanimous, tells it."""
        answers = {answer for answer, _ in self._signs}
        return answers.pop() if len(answers) == 1 else Answer.UNKNOWN

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """What in the file tells its Keras, in words, for people."""
        return tuple(dict.fromkeys(words for _, words in self._signs))

    @cached_property
    def is_of_tensorflow(self) -> bool:
        """Whether the file takes Keras from TensorFlow alone, where it was Keras 2 up to TensorFlow 2.15."""
        return not any(name.partition(".")[0] == "keras" for name in self._names.imports())

    @cached_property
    def assumptions(self) -> tuple[str, ...]:
        """What is taken for granted by whoever takes the file for one of Keras 3."""
        if self.is_keras_3 is Answer.YES:
            return ()
        if any(_is_of_tensorflow(name) for name in self._names.imports()):
            return ("`tf.keras` is Keras 3, as it is since TensorFlow 2.16",)
        return ("`keras` is Keras 3, as it is since the end of 2023",)

    # ------------------------------------------------------------ signs

    @cached_property
    def _signs(self) -> tuple[tuple[Answer, str], ...]:
        return (*self._named(), *self._called(), *self._set_outside())

    def _named(self) -> Iterator[tuple[Answer, str]]:
        """Signs by the full names of what is imported and used."""
        for node in self._structure.nodes(ast.Import, ast.ImportFrom, ast.Attribute):
            if isinstance(node, ast.Attribute):
                written = self._names.full_name(node)
                names = [written] if written is not None else []
            elif isinstance(node, ast.Import | ast.ImportFrom) and not self._is_an_attempt(node):
                module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
                names = [f"{module}{alias.name}" for alias in node.names]
            else:
                names = []
            for name in names:
                sign = self._of_name(name)
                if sign is not None:
                    yield sign

    def _of_name(self, name: str) -> tuple[Answer, str] | None:
        """What a full name, as the file imports it, tells."""
        if name.partition(".")[0] == "tf_keras":
            return Answer.NO, "`tf_keras` is Keras 2"
        if self._knowledge.is_one_of(name, "older than Keras 3"):
            return Answer.NO, f"`{name}` is older than Keras 3"
        short = _without_tensorflow(name)
        if not short.startswith("keras."):
            return None
        if self._knowledge.is_one_of(short, "only in Keras 3"):
            return Answer.YES, f"`{short}` came with Keras 3"
        gone = self._knowledge.is_one_of(short, "gone from Keras 3") or (
            short is name
            and name.startswith("keras.backend.")
            and not self._knowledge.is_one_of(name, "left of keras.backend")
        )
        return (Answer.NO, f"Keras 3 has no `{short}`") if gone else None

    def _is_an_attempt(self, node: ast.AST) -> bool:
        """``try: from keras import ops / except ImportError: …`` knows of both."""
        outer = self._structure.parent(node)
        return isinstance(outer, ast.Try) and bool(outer.handlers)

    def _called(self) -> Iterator[tuple[Answer, str]]:
        """``model.fit_generator(…)``, ``keras.optimizers.Adam(lr=0.1)``."""
        for node in self._structure.nodes(ast.Call):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
                continue
            method = node.func.attr if isinstance(node.func, ast.Attribute) else None
            if self._knowledge.is_one_of(method, "methods gone from Keras 3"):
                yield Answer.NO, f"models of Keras 3 have no `{method}`"
            elif any(keyword.arg == "lr" for keyword in node.keywords):
                name = self._names.qualified(node.func) or ""
                if name.startswith("keras.optimizers."):
                    yield Answer.NO, "optimizers of Keras 3 take no `lr`"

    def _set_outside(self) -> Iterator[tuple[Answer, str]]:
        """``os.environ["TF_USE_LEGACY_KERAS"] = "1"``, ``os.environ["KERAS_BACKEND"] = "jax"``."""
        for node in self._structure.nodes(ast.Assign, ast.Call):
            match node:
                case ast.Assign(
                    targets=[ast.Subscript(value=holder, slice=ast.Constant(value=str(key)))],
                    value=ast.Constant(value=str(value)),
                ):
                    pass
                case ast.Call(
                    func=ast.Attribute(value=holder, attr="setdefault"),
                    args=[ast.Constant(value=str(key)), ast.Constant(value=str(value))],
                ):
                    pass
                case _:
                    continue
            if self._names.qualified(holder) != "os.environ":
                continue
            if key == "TF_USE_LEGACY_KERAS" and value not in _OFF:
                yield Answer.NO, "`TF_USE_LEGACY_KERAS` makes `tf.keras` Keras 2"
            elif key == "KERAS_BACKEND" and value in _BACKENDS_OF_3:
                yield Answer.YES, f"only Keras 3 runs on {value}"


def _is_of_tensorflow(name: str) -> bool:
    return name.partition(".")[0] == "tensorflow"


def _without_tensorflow(name: str) -> str:
    """``tensorflow.keras.layers`` → ``keras.layers``; any other name as it is."""
    for prefix in _TENSORFLOW:
        if name == prefix or name.startswith(f"{prefix}."):
            return f"keras{name[len(prefix) :]}"
    return name
