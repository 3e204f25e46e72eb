"""What unclosed-resource costs: handles that pile up, records that never reach the disk, calls of fit()."""

import os
import tempfile
from pathlib import Path
from typing import Any

import tensorflow as tf

from evidence.measuring import Claim, cpu_seconds, open_files

FRAMEWORK = "tensorflow"
FILES = 300
EPOCHS = 12


def _files(*, closed: bool) -> float:
    path = Path(tempfile.mkdtemp(), "file.txt")
    path.write_text("one line")

    def run() -> list[Any]:
        kept = []
        for _ in range(FILES):
            file = path.open()
            file.read()
            if closed:
                file.close()
            kept.append(file)
        return kept

    return open_files(run)


def _bytes_missing(*, closed: bool) -> float:
    """Bytes of a record that are not on the disk while the program runs on; 1 at least."""
    path = Path(tempfile.mkdtemp(), "rows.tfrecord")
    writer = tf.io.TFRecordWriter(str(path))
    writer.write(b"x" * 100)
    if closed:
        writer.close()
    written = os.path.getsize(path)
    del writer
    return float(max(116 - written, 1))


def _seconds_of_fit(*, at_once: bool) -> float:
    model = tf.keras.Sequential([tf.keras.layers.Dense(8), tf.keras.layers.Dense(1)])
    model.compile("adam", "mse")
    x, y = tf.random.normal((64, 4)), tf.random.normal((64, 1))
    model.fit(x, y, verbose=0)

    def run() -> None:
        for _ in range(1 if at_once else EPOCHS):
            model.fit(x, y, epochs=EPOCHS if at_once else 1, verbose=0)

    return cpu_seconds(run)


CLAIMS = (
    Claim(f"handles open after {FILES} files", bad=lambda: _files(closed=False), good=lambda: _files(closed=True),
          at_least=100),
    Claim("bytes of a TFRecord that are not on the disk", bad=lambda: _bytes_missing(closed=False),
          good=lambda: _bytes_missing(closed=True), at_least=100),
    Claim(f"seconds for {EPOCHS} epochs, each with a fit() of its own", bad=lambda: _seconds_of_fit(at_once=False),
          good=lambda: _seconds_of_fit(at_once=True), at_least=1.05),
)  # fmt: skip
