"""How much work one text may be: counted and not timed, so that every machine and both faces say the same.

The largest file of 9,800 in `make real-code` has 0.5 million characters, and takes 10,000 evaluations.
"""

from __future__ import annotations

import re
import sys

MOST_CHARACTERS = 2_000_000
MOST_LINES = 100_000
MOST_EVALUATIONS = 500_000
"""Of expressions of one text: loops and functions are run until what they tell stays as it is."""
DEEPEST = 4_000
"""Python calls within one another: about 500 levels of nesting."""

# parso looks at the rest of a line for each field of an f-string: what that costs is their product.
_MOST_LOOKS = 20_000_000
_LONG = int(_MOST_LOOKS**0.5)  # in a shorter line, each character may be a field
_FORMATTED = re.compile(r"(?<![\w'\"])(?:[rR]?[fF]|[fF][rR])['\"]")


class OverBudget(Exception):  # noqa: N818 - a text is at fault, and not the program
    """A text that would be too much work; the message, which follows the text's name, tells what is left out."""


def check_size(text: str, lines: int | None = None) -> None:
    """Make sure that a text may be parsed; ``lines`` is how many line breaks it has, if that is known.

    Raises OverBudget where it is too long.
    """
    if len(text) > MOST_CHARACTERS:
        raise OverBudget(_too_much(f"has {len(text):,} characters, of {MOST_CHARACTERS:,} at most"))
    lines = text.count("\n") if lines is None else lines
    if lines > MOST_LINES:
        raise OverBudget(_too_much(f"has {lines:,} lines, of {MOST_LINES:,} at most"))
    if not any(_line_around(text, at) >= _LONG for at in range(0, len(text), _LONG)):  # a long one covers such a place
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count("{") * len(line) > _MOST_LOOKS and _FORMATTED.search(line):
            raise OverBudget(_too_much(f"has too long an f-string in line {number:,}"))


def _line_around(text: str, at: int) -> int:
    """The length of the line that holds a character, by the character's index."""
    end = text.find("\n", at)
    return (end if end >= 0 else len(text)) - text.rfind("\n", 0, at) - 1


def allow_depth() -> None:
    """Let functions call one another as deep as the budget says; never less deep than they may already."""
    if sys.getrecursionlimit() < DEEPEST:
        sys.setrecursionlimit(DEEPEST)


class Evaluations:
    """Counts the evaluations of one text."""

    def __init__(self) -> None:
        self.spent = 0

    def spend(self) -> None:
        """Count one more. Raises OverBudget where there were enough."""
        self.spent += 1
        if self.spent > MOST_EVALUATIONS:
            raise OverBudget(_too_much("needs too much work to be understood"))


def reason(error: OverBudget | RecursionError) -> str:
    """What to tell of a text that is over its budget, after its name."""
    return str(error) if isinstance(error, OverBudget) else _too_much("is nested too deeply")


def _too_much(what: str) -> str:
    return f"{what}: it is left out, and nothing is reported in it"
