"""What minibatch-mismatch says: beside a dataset `batch_size` is ignored, beside arrays it counts."""

import keras
import numpy as np
import tensorflow as tf

from evidence.measuring import Claim

FRAMEWORK = "tensorflow"


def _steps(*, as_dataset: bool) -> float:
    """The optimizer steps of one epoch over 256 rows with ``batch_size=128``; the dataset has batches of 8."""
    rows = np.random.rand(256, 8).astype("float32"), np.random.rand(256, 1).astype("float32")
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    if as_dataset:
        model.fit(tf.data.Dataset.from_tensor_slices(rows).batch(8), batch_size=128, verbose=0)
    else:
        model.fit(*rows, batch_size=128, verbose=0)
    return float(model.optimizer.iterations)


CLAIMS = (
    Claim(
        "optimizer steps of an epoch over 256 rows with batch_size=128, in a dataset of batches of 8 and in arrays",
        bad=lambda: _steps(as_dataset=True),
        good=lambda: _steps(as_dataset=False),
        at_least=16,
    ),
)
