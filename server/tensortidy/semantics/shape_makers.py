"""The shapes of the tensors that libraries make: of sizes, of lists of numbers, of samples."""

from __future__ import annotations

import ast
from dataclasses import replace

from tensortidy.semantics.shape_arithmetic import Group, Held, Length, Symbol, TensorShape
from tensortidy.semantics.shape_frames import Frame, argument
from tensortidy.semantics.shape_operations import ShapeOperations

BATCH = Symbol("batch", "what is fed together")
_LIBRARIES = frozenset({"numpy", "torch", "tensorflow", "keras"})
_COUNTING = frozenset({"arange", "range", "linspace", "eye"})
# The axes of one row of the features of data sets.
_FEATURES: dict[str, tuple[Length, ...]] = {
    "cifar": (32, 32, 3), "mnist": (28, 28), "boston_housing": (13,), "california_housing": (8,),
}  # fmt: skip
_SAMPLES = 100  # what sklearn.datasets.make_… makes, where it is not told


class ShapeMakers(ShapeOperations):
    """What is made of sizes and data."""

    def made_by(self, name: str, call: ast.Call, frame: Frame | None) -> Held | None:
        """What a library's function makes: ``np.zeros((k, 1))``, ``tf.constant([1.0, 2.0])``, ``tf.squeeze(x)``."""
        library, knows = name.partition(".")[0], self._knowledge.is_one_of
        wanted: tuple[Length, ...] | None = None
        if knows(name, "making a shape"):
            given = argument(call, 0, "shape", "size", "dims")
            variadic = len(call.args) > 1 and (library == "torch" or name.endswith(("rand", "randn")))
            several = variadic and not isinstance(given, ast.Tuple | ast.List)
            if several and not name.endswith("full"):
                wanted = tuple(self.length(item, frame) for item in call.args)
            else:
                wanted = self.lengths(given, frame) if given is not None else None
        elif knows(name, "drawing after 1") or knows(name, "drawing after 2"):
            after = 1 if knows(name, "drawing after 1") else 2
            given = argument(call, after, "size")
            if given is None and len(call.args) > 1 and isinstance(call.args[-1], ast.Tuple | ast.List):
                given = call.args[-1]  # torch.randint(10, (k,))
            wanted = self.lengths(given, frame) if given is not None else None
        elif knows(name, "placeholders"):
            wanted = self._of_inputs(argument(call, 1, "shape"), frame)
        elif knows(name, "making tensors of data"):
            return self._of_data(call, library, frame)
        elif library in _LIBRARIES and name.rpartition(".")[2] in _COUNTING:
            return self._counted(name.rpartition(".")[2], library, call, frame)
        elif library in _LIBRARIES:
            return self.of_operation(name.rpartition(".")[2], library, call, frame)
        return TensorShape(wanted, call, library) if wanted is not None else None

    def _of_inputs(self, given: ast.expr | None, frame: Frame | None) -> tuple[Length, ...] | None:
        """``[None, 10]``: what is fed together has as many rows."""
        if not isinstance(given, ast.Tuple | ast.List):
            return None
        return tuple(
            BATCH if isinstance(item, ast.Constant) and item.value is None and at == 0 else self.length(item, frame)
            for at, item in enumerate(given.elts)
        )

    def _of_data(self, call: ast.Call, library: str, frame: Frame | None) -> TensorShape | None:
        """``tf.constant([[1.0], [2.0]])``, ``torch.tensor(array)``."""
        given = call.args[0] if call.args else None
        if given is None or argument(call, 9, "shape") is not None:
            return None
        written = self._nested(given, frame)
        if written is not None:
            return TensorShape(written, call, library)
        found = self.shape(given, frame)
        return replace(found, library=library) if found is not None else None

    def _nested(self, node: ast.expr, frame: Frame | None) -> tuple[Length, ...] | None:
        """The lengths of lists in lists of numbers: ``[[1.0], [2.0]]`` has 2 and 1, ``[0.5] * k`` has k."""
        match node:
            case ast.List(elts=[first, *_]) | ast.Tuple(elts=[first, *_]):
                if any(isinstance(item, ast.Starred) for item in node.elts):
                    return None
                inner = self._nested(first, frame)
                return (len(node.elts), *inner) if inner is not None else None
            case ast.BinOp(left=ast.List(elts=[item]), op=ast.Mult(), right=times):
                inner = self._nested(item, frame)
                return (self.length(times, frame), *inner) if inner is not None else None
            case ast.Constant(value=bool() | int() | float()):
                return ()
            case ast.UnaryOp(operand=ast.Constant()):
                return ()
        return None

    def _counted(self, name: str, library: str, call: ast.Call, frame: Frame | None) -> TensorShape | None:
        """``np.arange(k)``, ``torch.linspace(0, 1, k)``."""
        at = 2 if name == "linspace" else 0
        given = argument(call, at, "num", "steps")
        if given is None or (name in ("arange", "range") and (len(call.args) != 1)):
            return TensorShape((Symbol("?", call),), call, library) if name in ("arange", "range") else None
        count = self.length(given, frame)
        return TensorShape((count, count) if name == "eye" else (count,), call, library)

    def of_table(self, found: TensorShape, method: str, call: ast.Call) -> TensorShape | None:
        """What a method of a pandas table gives: ``table.drop(columns="price")``, ``table.pop("price")``."""
        if method in self._knowledge.members("tensor", "keeping rows"):
            return replace(found, library="numpy") if method == "to_numpy" else found
        rows = found.lengths[0]
        axis = argument(call, 1, "axis")
        is_columns = isinstance(axis, ast.Constant) and axis.value in (1, "columns")
        if method == "drop" and (is_columns or argument(call, 9, "columns") is not None):
            return found.with_lengths((rows, Symbol("columns", call)), call)
        return found.with_lengths((rows,), call) if method == "pop" and len(found.lengths) == 2 else None

    @staticmethod
    def of_columns(found: TensorShape, index: ast.expr, node: ast.AST) -> TensorShape | None:
        """``table["price"]`` has one axis, ``table[["price"]]`` two."""
        match index:
            case ast.Constant(value=str()) if len(found.lengths) == 2:
                return found.with_lengths(found.lengths[:1], node)
            case ast.List(elts=names) if all(isinstance(item, ast.Constant) for item in names):
                return found.with_lengths((found.lengths[0], len(names)), node)
        return None

    def samples(self, name: str, call: ast.Call, frame: Frame | None) -> Held | None:
        """Features and labels: ``X, y = make_regression(n_samples=k)``, ``(x, y), _ = mnist.load_data()``."""
        knows = self._knowledge.is_one_of
        if knows(name, "reading tables"):
            return TensorShape((Symbol("rows", call), Symbol("columns", (call, 1))), call, "pandas")
        if knows(name, "making samples"):
            given = argument(call, 0, "n_samples")
            count: Length = self.length(given, frame) if given is not None else _SAMPLES
            if argument(call, 9, "n_targets", "coef") is not None:
                return None
            return _pair(count, call)
        if knows(name, "loading samples") and argument(call, 9, "return_X_y") is not None:
            return _pair(Symbol("samples", call), call)
        flat = knows(name, "loading flat labels")
        if flat or knows(name, "loading a column of labels"):
            axes = next((axes for part, axes in _FEATURES.items() if part in name), None)
            parts = []
            for text in ("training rows", "test rows"):
                rows = Symbol(text, (call, text))
                features = TensorShape((rows, *axes), call, "numpy") if axes is not None else None
                parts.append(Group((features, TensorShape((rows,) if flat else (rows, 1), call, "numpy"))))
            return Group(tuple(parts))
        return None


def _pair(count: Length, call: ast.Call) -> Group:
    """Features of two axes, and labels of one."""
    features = TensorShape((count, Symbol("features", call)), call, "numpy")
    return Group((features, TensorShape((count,), call, "numpy")))
