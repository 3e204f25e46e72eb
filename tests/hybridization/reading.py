"""Small programs that say themselves what is to be decided of their functions, and what becomes of their text.

```python
\"\"\"What it shows, in a sentence.\"\"\"

#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2
```

After ``#?`` stand how the function runs (``eager`` or ``graph``) and all that holds of it: ``tensor`` (parameter),
``literal`` (parameter), ``effects``, ``recursive``; with a question mark where it cannot be told. Then the precondition
that holds, or ``stays:`` and the reasons; and ``told`` where that rests on assumptions, ``warned`` where there are
warnings.

Lines after ``#+`` are put in by the edit, lines that end with ``#-`` are taken away. A line ``#! no-speculative`` names
options of the command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tensortidy.semantics.hybridization import Options, Verdict

HERE = Path(__file__).parent / "programs"
PROGRAMS = sorted(
    path
    for topic in HERE.iterdir()
    if topic.is_dir() and not topic.name.startswith("_")
    for path in topic.iterdir()
    if (path.suffix == ".py" or path.is_dir()) and not path.name.startswith("_")
)
_OPTIONS = {
    "no-speculative": {"speculative": False},
    "no-follow-type-hints": {"follow_type_hints": False},
    "no-test-entry-points": {"test_entry_points": False},
    "literal-booleans": {"literal_booleans": True},
    "infer-input-signatures": {"infer_input_signatures": True},
}
_DEF = re.compile(r"\s*def\s+(\w+)")


@dataclass(frozen=True)
class Program:
    """A program's files by their names: as they are, and as they are after the edits."""

    before: dict[str, str]
    after: dict[str, str]
    expected: dict[tuple[str, int], str]
    """What is expected of the function whose ``def`` stands on a line of a file."""
    options: Options


def read(path: Path) -> Program:
    """The program in a file or a folder."""
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    program = Program({}, {}, {}, Options())
    for file in files:
        name = str(file.relative_to(path)) if path.is_dir() else file.name
        before: list[str] = []
        after: list[str] = []
        for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.startswith("#! "):
                for word in line[3:].split():
                    program = replace(program, options=replace(program.options, **_OPTIONS[word]))
            elif line.lstrip().startswith("#+"):
                after.append(line.replace("#+ ", "", 1) if "#+ " in line else "\n")
            else:
                code, _, expected = line.partition("  #?")
                code = code if expected == "" else f"{code}\n"
                kept = code.rstrip("\n").removesuffix("  #-")
                is_removed = kept != code.rstrip("\n")
                code = f"{kept}\n" if is_removed else code
                before.append(code)
                if not is_removed:
                    after.append(code)
                if expected:
                    program.expected[name, len(before)] = " ".join(expected.split())
        program.before[name], program.after[name] = "".join(before), "".join(after)
    return program


def said(verdict: Verdict) -> str:
    """A verdict as the programs spell it."""
    words = ["graph" if verdict.hybrid else "eager"]
    for word, value in (
        ("tensor", verdict.tensor_parameter),
        ("literal", verdict.literal_parameter),
        ("effects", verdict.side_effects),
        ("recursive", verdict.recursive),
    ):
        if value is not False:
            words.append(word if value else f"{word}?")
    parts = [" ".join(words)]
    if verdict.precondition is not None:
        parts.append(verdict.precondition)
    if verdict.failures:
        parts.append("stays: " + " ".join(sorted(failure.value for failure in verdict.failures)))
    if verdict.assumptions:
        parts.append("told")
    if verdict.warnings:
        parts.append("warned")
    return ", ".join(parts)


def normal(expected: str) -> str:
    """An expectation with its reasons in order."""
    parts = [part.strip() for part in expected.split(",")]
    return ", ".join(
        "stays: " + " ".join(sorted(part.removeprefix("stays:").split())) if part.startswith("stays:") else part
        for part in parts
    )


def definitions(text: str) -> Iterator[int]:
    """The lines of all definitions."""
    for number, line in enumerate(text.splitlines(), start=1):
        if _DEF.match(line):
            yield number
