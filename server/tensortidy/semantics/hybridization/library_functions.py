"""Functions and classes of TensorFlow, Keras, NumPy and others, by what is known of them."""

from __future__ import annotations

import ast

from tensortidy.knowledge import Kind
from tensortidy.semantics.hybridization.control_functions import ControlFunctions
from tensortidy.semantics.hybridization.frames import Arguments, Event, Frame, line_of
from tensortidy.semantics.hybridization.objects import Container, Instance, Tensor, Things
from tensortidy.semantics.hybridization.shapes import array_told, made_tensor
from tensortidy.semantics.hybridization.things import FLOAT, INTEGER, SYMBOLIC, TENSOR, TEXT, TRUTH, tensor, union

_VARIABLE_MAKERS = frozenset({Kind.KERAS_MODEL, Kind.KERAS_LAYER})
_LISTED_BY_FRAMEWORK = ("tensorflow", "keras", "tensorflow_probability", "tensorflow_addons")
_DATA_SETS = "keras.datasets."
_GIVING_SHAPES = frozenset({
    "tensorflow.shape", "tensorflow.size", "tensorflow.rank", "keras.backend.int_shape", "keras.backend.shape",
    "keras.backend.ndim",
})  # fmt: skip
# What functions of Keras' backend say in Python's own terms.
_PLAIN: dict[str, Things] = {
    "keras.backend.ndim": INTEGER, "keras.backend.floatx": TEXT, "keras.backend.image_data_format": TEXT,
    "keras.backend.epsilon": FLOAT, "keras.backend.dtype": TEXT, "keras.backend.is_sparse": TRUTH,
    "keras.backend.is_keras_tensor": TRUTH, "keras.backend.backend": TEXT,
}  # fmt: skip


class LibraryFunctions(ControlFunctions):
    """What functions and classes of libraries give."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.numpy_calls: dict[ast.AST, str] = {}
        """The calls of NumPy and SciPy, with what they call."""
        self._told: dict[str, str] = {}
        self.shape_calls: set[ast.AST] = set()
        """The calls that give the shape of a tensor."""
        self.handlers.update({
            "tensorflow.function": self._graph_function, "tensorflow.custom_gradient": self._same,
            "tensorflow.recompute_grad": self._same, "tensorflow.cond": self._cond, "tensorflow.case": self._cond,
            "tensorflow.switch_case": self._cond, "tensorflow.while_loop": self._while_loop,
            "tensorflow.map_fn": self._mapped, "tensorflow.vectorized_map": self._mapped,
            "tensorflow.scan": self._folded, "tensorflow.foldl": self._folded, "tensorflow.foldr": self._folded,
            "tensorflow.py_function": self._called_with_list, "tensorflow.numpy_function": self._called_with_list,
            "tensorflow.nest.map_structure": self._structure_mapped, "tensorflow.nest.flatten": self._flattened,
            "tensorflow.data.Dataset.from_tensor_slices": self._slices,
            "tensorflow.data.Dataset.from_tensors": self._whole,
            "tensorflow.data.Dataset.from_generator": self._generated, "tensorflow.data.Dataset.range": self._counted,
            "tensorflow.data.Dataset.zip": self._zipped, "tensorflow_datasets.load": self._loaded,
            "tensorflow_datasets.as_numpy": self._same, "tensorflow.Variable": self._variable,
            "tensorflow.random.Generator.from_seed": self._generator, "keras.layers.Lambda": self._same,
        })  # fmt: skip

    def call_library(self, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """What a function or class of a library gives."""
        if name not in self._told:
            self._told[name] = self._why_once(name)
        if self._told[name]:
            frame.once.setdefault(name, Event(self._told[name], line_of(node)))
        handler = self.handlers.get(name)
        if handler is not None:
            return handler(arguments, node, frame)
        root = name.partition(".")[0]
        if root in ("numpy", "scipy"):
            self.numpy_calls[node] = name
        if root in _LISTED_BY_FRAMEWORK:
            return self._of_framework(name, arguments, node, frame)
        if root in ("numpy", "scipy", "cv2"):
            return self._of_numpy(name, arguments, node, frame)
        return self._of_others(name, arguments, node, frame)

    def _why_once(self, name: str) -> str:
        """Why a function of a library does not do in a graph what it does eagerly; empty where it does."""
        if self.knowledge.is_one_of(name, "eager only functions"):
            return f"calls `{name}`, which a graph would do once, while it is traced,"
        if self.knowledge.is_one_of(name, "bound to their graph"):
            return f"calls `{name}` of TensorFlow 1, which keeps to the graph that it is called in,"
        return ""

    def _of_others(self, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        word = self.knowledge.call(name)
        if word is Kind.ARRAY:
            return self.array(node, frame)
        if word is Kind.DATASET:
            return self.dataset(TENSOR, node, frame)
        if word is Kind.NUMBER:
            return FLOAT
        return TEXT if word is Kind.STRING else self.call_other(name, arguments, node, frame)

    # ------------------------------------------------------------ TensorFlow and Keras

    def _of_framework(self, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        last = name.rpartition(".")[2]
        is_computing = not name.startswith(("tensorflow.train.", "tensorflow.io.")) and (
            last[:1].islower() and name.startswith("tensorflow.")
        )
        if name in _GIVING_SHAPES:
            self.shape_calls.add(node)
        if name in _PLAIN:
            return _PLAIN[name]
        if name == "keras.backend.int_shape":
            return frozenset((self.list_of(INTEGER, node, frame, kind="tuple"),))
        if is_computing:
            self.note_computation(f"calls `{name}`", node, frame)
        if name.startswith(_DATA_SETS):
            return self.array(node, frame)
        word = self.knowledge.call(name)
        if word is Kind.SYMBOLIC_TENSOR:
            return frozenset((made_tensor(name, arguments, "symbolic"),))
        if word is Kind.DATASET:
            return self.dataset(TENSOR, node, frame)
        if word is Kind.ARRAY:
            return self.array(node, frame)
        if self.knowledge.is_one_of(name, "sparse and ragged tensors"):
            return frozenset((tensor(kind="ragged" if "agged" in name else "sparse"),))
        if self.knowledge.is_one_of(name, "lists of tensors"):
            self._note_uses(name, arguments, node)
            return frozenset((self.list_of(self._like(arguments), node, frame),))
        if word in _VARIABLE_MAKERS or last[:1].isupper():
            return self._made_by_class(name, arguments, node, frame)
        if word is Kind.NUMBER:
            return TRUTH if last.startswith("is_") or last == "executing_eagerly" else INTEGER
        if word is Kind.EAGER_TENSOR or self.knowledge.is_one_of(name, "further tensor functions"):
            self._note_uses(name, arguments, node)
            if not name.startswith("tensorflow."):
                self.note_computation(f"calls `{name}`", node, frame)
            return self._computed(name, arguments)
        self.let_escape(arguments)
        return frozenset((self.made(name, node, frame),))

    def _computed(self, name: str, arguments: Arguments) -> Things:
        """The tensor that an operation computes: symbolic where what it is computed from is."""
        given = union(arguments.all())
        nested = (
            item for thing in given if isinstance(thing, Container) for held in thing.fields.values() for item in held
        )
        if any(isinstance(thing, Tensor) and thing.kind == "symbolic" for thing in (*given, *nested)):
            return SYMBOLIC
        return frozenset((made_tensor(name, arguments),))

    @staticmethod
    def _like(arguments: Arguments) -> Things:
        """A tensor of the dtype of the first argument."""
        dtypes = {thing.dtype for thing in arguments.get(0) if isinstance(thing, Tensor)}
        return frozenset((tensor(dtypes.pop() if len(dtypes) == 1 else None),))

    def _made_by_class(self, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        made = self.made(name, node, frame)
        self.let_escape(arguments)
        for held in (*arguments.positional, *arguments.keywords.values()):
            things = [thing for thing in held if isinstance(thing, Instance)]
            for container in held:
                if isinstance(container, Container):
                    things.extend(
                        item for inner in container.fields.values() for item in inner if isinstance(item, Instance)
                    )
            if things:
                self.put(made, "layers", frozenset(things))
        return frozenset((made,))

    def _note_uses(self, name: str, arguments: Arguments, node: ast.AST) -> None:
        """What is handed to an operation as a tensor is one, most likely."""
        if self.knowledge.is_one_of(name, "makers of tensors"):
            return
        what = f"goes into `{name.replace('tensorflow.', 'tf.', 1)}`"
        count = 2 if self.knowledge.is_one_of(name, "operations on two tensors") else 1
        for held in arguments.positional[:count]:
            self.note_use(held, what, node)
        for word in (
            "labels",
            "logits",
            "y_true",
            "y_pred",
            "inputs",
            "x",
            "y",
            "a",
            "b",
            "tensor",
            "input_tensor",
            "values",
        ):
            if word in arguments.keywords:
                self.note_use(arguments.keywords[word], what, node)

    def _variable(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        self.note_computation("makes a variable", node, frame)
        made = self.made("tensorflow.Variable", node, frame)
        frame.uses.setdefault(made, Event("makes a variable each time", line_of(node)))
        return frozenset((made_tensor("tensorflow.Variable", arguments, "variable"),))

    def _generator(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        return frozenset((self.made("tensorflow.random.Generator", node, frame),))

    # ------------------------------------------------------------ NumPy

    def _of_numpy(self, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        word = self.knowledge.call(name)
        if word is Kind.ARRAY or name.startswith(("numpy.random.", "numpy.load", "numpy.float", "numpy.int", "cv2.")):
            return self.array(node, frame, *array_told(name, arguments))
        if name in ("numpy.split", "numpy.array_split", "numpy.meshgrid"):
            return frozenset((self.list_of(self.array(node, frame), node, frame),))
        return self.call_other(name, arguments, node, frame)
