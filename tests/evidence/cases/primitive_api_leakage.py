"""What primitive-api-leakage costs: with Keras 3 the model cannot be built. And whether its map of operations holds."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from evidence.measuring import Claim, Raises
from tensortidy.knowledge import Operation, built_in

FRAMEWORK = "tensorflow"
ROWS = np.random.default_rng(0).uniform(0.1, 0.9, (2, 4, 6)).astype("float32")
# What is given for parameters of keras.ops where a tensor will not do.
GIVEN: dict[str, Any] = {
    "axis": 1, "newshape": (-1, 24), "axes": (0, 2, 1), "dtype": "int32", "shift": 1, "repeats": 2,
    "indices_or_sections": 2, "pad_width": [[0, 0], [1, 1], [2, 0]], "x_min": 0.2, "x_max": 0.4, "num": 4,
    "approximate": True, "keepdims": True, "negative_slope": 0.3, "alpha": 0.5, "size": (4, 4), "num_classes": 5,
}  # fmt: skip
# Parameters that mean something else for one operation.
SPECIAL: dict[str, dict[str, Any]] = {
    "tile": {"repeats": (1, 2, 1)},
    "tensordot": {"x2": np.ones((6, 3), "float32"), "axes": 1},
    "matmul": {"x2": np.ones((6, 3), "float32")},
    "broadcast_to": {"shape": (3, 2, 4, 6)},
    "where": {"condition": ROWS > 0.5},
    "logical_and": {"x1": ROWS > 0.5, "x2": ROWS > 0.3},
    "logical_or": {"x1": ROWS > 0.5, "x2": ROWS > 0.3},
    "logical_not": {"x": ROWS > 0.5},
    "any": {"x": ROWS > 0.5},
    "all": {"x": ROWS > 0.5},
    "one_hot": {"x": np.array([[1, 2], [3, 4]])},
    "squeeze": {"x": ROWS[:, :1]},
    "concatenate": {"xs": [ROWS, ROWS]},
    "stack": {"x": [ROWS, ROWS]},
    "flip": {"axis": [1]},
    "image.resize": {"images": ROWS[..., :3, None]},
    "image.rgb_to_grayscale": {"images": ROWS[..., :3]},
}


def _inputs() -> keras.KerasTensor:
    return keras.Input((4, 6))


def _pairs() -> Iterator[tuple[str, Operation]]:
    operations = built_in().operations
    for name in operations:
        found = built_in().operation(name)
        assert found is not None
        yield name, found


def _at(root: object, path: str) -> Any:
    for part in path.split("."):
        root = getattr(root, part)
    return root


def _tensor(given: Any) -> Any:
    return tf.constant(given) if isinstance(given, np.ndarray) else given


def _agrees(name: str, operation: Operation) -> bool:
    """Whether an operation and its twin in keras.ops give the same for the same arguments, by place."""
    given = [SPECIAL.get(operation.name, {}).get(mine, GIVEN.get(mine, ROWS)) for mine, _ in operation.takes]
    library = tf.keras.backend if name.startswith("keras.backend.") else tf
    original = _at(library, name.removeprefix("keras.backend.").removeprefix("tensorflow."))
    tensors = [tf.nest.map_structure(_tensor, item) if isinstance(item, list) else _tensor(item) for item in given]
    theirs, ours = tf.nest.flatten(original(*tensors)), tf.nest.flatten(_at(keras.ops, operation.name)(*given))
    return len(theirs) == len(ours) and all(
        np.allclose(one, other, atol=1e-5) for one, other in zip(theirs, ours, strict=False)
    )


def _disagreeing() -> float:
    """How many of the operations do not give the same."""
    found = [name for name, operation in _pairs() if not _agrees(name, operation)]
    if found:
        print("do not agree:", *found)
    return float(len(found))


CLAIMS = (
    Raises("tf.reshape of a keras.Input", lambda: tf.reshape(_inputs(), (-1, 24)), ValueError),
    Raises("tf.concat of a keras.Input", lambda: tf.concat([_inputs(), _inputs()], axis=-1), ValueError),
    Raises("tf.reduce_mean of a keras.Input", lambda: tf.reduce_mean(_inputs(), axis=1), ValueError),
    Raises("tf.nn.relu of a keras.Input", lambda: tf.nn.relu(_inputs()), ValueError),
    Raises("tf.nn.relu in a Sequential model", lambda: keras.Sequential([tf.nn.relu]), ValueError),
    Claim(
        "operations that keras.ops has, those that compute the same",
        bad=lambda: float(len(list(_pairs()))),
        good=lambda: len(list(_pairs())) + 1000 * _disagreeing(),
        at_least=1,
    ),
)
