"""What dataset-iterator-retention costs: a data pipeline for each sample, an iterator for each element."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from evidence.measuring import Claim, cpu_seconds

FRAMEWORK = "tensorflow"
CALLS = 20


def _seconds_of_predictions(*, by_predict: bool) -> float:
    model = tf.keras.Sequential([tf.keras.Input((16,)), tf.keras.layers.Dense(8), tf.keras.layers.Dense(1)])
    row = tf.random.normal((1, 16)).numpy()

    def predict() -> Any:
        return model.predict(row, verbose=0) if by_predict else model.predict_on_batch(row)

    return _seconds(predict)


def _seconds_of_elements(*, anew: bool) -> float:
    rows = tf.data.Dataset.from_tensor_slices(tf.random.normal((256, 16))).shuffle(256).batch(32).repeat()
    batches = iter(rows)
    return _seconds(lambda: next(iter(rows) if anew else batches))


def _seconds(call: Callable[[], Any]) -> float:
    call()  # traces what is traced once

    def run() -> None:
        for _ in range(CALLS):
            call()

    return cpu_seconds(run)


CLAIMS = (
    Claim(f"seconds for {CALLS} predictions of one row", bad=lambda: _seconds_of_predictions(by_predict=True),
          good=lambda: _seconds_of_predictions(by_predict=False), at_least=4),
    Claim(f"seconds for {CALLS} batches of a data set", bad=lambda: _seconds_of_elements(anew=True),
          good=lambda: _seconds_of_elements(anew=False), at_least=2),
)  # fmt: skip
