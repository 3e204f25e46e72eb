"""What image-buffer-accumulation costs: a file that stays open for each image, or the pixels of all of them."""

import functools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from evidence.measuring import Claim, kept_bytes, open_files

FRAMEWORK = "tensorflow"
COUNT = 40
FOLDER = tempfile.TemporaryDirectory()


def _paths() -> list[Path]:
    """Images of noise, written once."""
    paths = [Path(FOLDER.name, f"{number}.png") for number in range(COUNT)]
    random = np.random.default_rng(0)
    for path in paths:
        if not path.exists():
            Image.fromarray(random.integers(0, 255, (256, 256, 3), dtype="uint8")).save(path)
    return paths


def _copies() -> list[Image.Image]:
    kept = []
    for path in _paths():
        with Image.open(path) as image:
            kept.append(image.copy())
    return kept


def _stream() -> Iterator[np.ndarray]:
    for path in _paths():
        with Image.open(path) as image:
            yield np.array(image)


def _last() -> np.ndarray:
    return functools.reduce(lambda _, newest: newest, _stream())


CLAIMS = (
    Claim(
        f"open files, with {COUNT} images kept",
        bad=lambda: open_files(lambda: [Image.open(path) for path in _paths()]),
        good=lambda: open_files(_copies),
        at_least=COUNT,
    ),
    Claim(
        f"bytes that are held for {COUNT} images of 256 x 256: all of them, or the last of a stream",
        bad=lambda: kept_bytes(lambda: list(_stream())),
        good=lambda: kept_bytes(_last),
        at_least=4,
    ),
)
