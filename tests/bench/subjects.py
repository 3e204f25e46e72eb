"""The files that are edited: real training code of four lengths, from the packages that ``make real-code`` pins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from real_code.packages import pinned, provide
from tensortidy import files
from tensortidy.knowledge import built_in

CACHE = Path(__file__).parents[2] / ".real-code"


@dataclass(frozen=True)
class Subject:
    """A file to edit: ``length`` is about how many lines it has, as the goals are set for it."""

    name: str
    length: int
    text: str

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return self.text.count("\n")


_PARTS = {
    300: ("espnet/espnet2/train/lid_trainer.py",),
    1000: ("flair/flair/trainers/trainer.py",),
    3000: ("timm/timm/models/byobnet.py",),
    10000: (
        "yolov5/yolov5/train.py",
        "yolov5/yolov5/val.py",
        "yolov5/yolov5/models/common.py",
        "yolov5/yolov5/utils/general.py",
        "yolov5/yolov5/utils/dataloaders.py",
        "timm/timm/models/byobnet.py",
        "timm/timm/models/efficientnet.py",
    ),
}
LENGTHS = tuple(_PARTS)


def subject(length: int) -> Subject:
    """The file of about that many lines, one of ``LENGTHS``.

    Raises PackageError where a package cannot be had.
    """
    parts = _PARTS[length]
    name = Path(parts[0]).name if len(parts) == 1 else f"{len(parts)} files in one"
    return Subject(name, length, joined([_read(part) for part in parts]))


def joined(texts: Sequence[str]) -> str:
    """Several files as one; what they want ``from __future__`` must stand at a file's top, so it is left out."""
    if len(texts) == 1:
        return texts[0]
    lines = [line for text in texts for line in text.splitlines()]
    return "\n".join([line for line in lines if not line.startswith("from __future__ ")]) + "\n"


def ten_of_a_thousand_lines() -> list[Subject]:
    """Ten files of about 1,000 lines that name a framework, from packages that are used above anyway."""
    found: list[Subject] = []
    for package in ("espnet", "anomalib", "super-gradients"):
        for path in sorted(folder(package).rglob("*.py")):
            text = _text(path)
            if 900 <= text.count("\n") <= 1100 and built_in().names_a_framework(text):
                found.append(Subject(path.name, 1000, text))
    return found[:10]


def folder(name: str) -> Path:
    """The folder of a pinned package. Raises PackageError where it cannot be had."""
    return provide(next(package for package in pinned() if package.name == name), CACHE)


def _read(part: str) -> str:
    package, _, path = part.partition("/")
    return _text(folder(package) / path)


def _text(path: Path) -> str:
    """A file's text with ``\\n`` at its lines' ends."""
    try:
        text = files.read(path).text
    except files.FileError:
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")
