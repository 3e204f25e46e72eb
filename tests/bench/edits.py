"""The edits that every server gets: what an editor sends when somebody types, pastes and deletes.

Each gesture is made at places spread over the file, and writes what was not written there before, so that no server can
know the answer from the time before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

TYPE = "type a character"
NEWLINE = "newline at the top"
INSERT = "insert a function"
DELETE = "delete a line"
PASTE = "paste 50 lines"
BREAK = "break the syntax"
REPAIR = "repair it"
BURST = "burst of ten keys"
UNDO = "undo"
GESTURES = (TYPE, NEWLINE, INSERT, DELETE, PASTE, BREAK, REPAIR, BURST)
"""The names of the gestures, as the tables show them; ``UNDO`` takes any of them back."""


@dataclass(frozen=True)
class Edit:
    """One change of a text: what stood between two offsets, in code points, becomes ``new``."""

    start: int
    end: int
    new: str

    def applied(self, text: str) -> str:
        """The text after the change."""
        return text[: self.start] + self.new + text[self.end :]

    def change(self, text: str) -> dict[str, Any]:
        """The change of ``text`` as the protocol says it: where, in lines and UTF-16 columns, and what stands there."""
        return {"range": {"start": position(text, self.start), "end": position(text, self.end)}, "text": self.new}


@dataclass(frozen=True)
class Gesture:
    """Edits made one after another, each on the text that the one before left; the answer to the last counts."""

    name: str
    edits: tuple[Edit, ...]

    def applied(self, text: str) -> str:
        """The text after all of them."""
        for edit in self.edits:
            text = edit.applied(text)
        return text


def position(text: str, offset: int) -> dict[str, int]:
    """A place as the protocol says it: lines from 0, columns in UTF-16 units. Lines end with ``\\n``."""
    start = text.rfind("\n", 0, offset) + 1
    return {"line": text.count("\n", 0, start), "character": len(text[start:offset].encode("utf-16-le")) // 2}


def undo(changed: str, original: str) -> Gesture:
    """The one edit that turns a changed text back into the original; it touches no more than it must."""
    shorter = min(len(changed), len(original))
    start = next((i for i in range(shorter) if changed[i] != original[i]), shorter)
    same = next((i for i in range(shorter - start) if changed[-1 - i] != original[-1 - i]), shorter - start)
    return Gesture(UNDO, (Edit(start, len(changed) - same, original[start : len(original) - same]),))


class Plan:
    """The gestures for one file.

    ``text`` must be Python, with ``\\n`` at its lines' ends. Raises ValueError where it has no place for a gesture.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        module = ast.parse(text)
        self._names = sorted({self._end(node) for node in ast.walk(module) if self._is_name(node)})
        self._gaps = [
            min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            for node in module.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]
        self._statements = sorted(self._lines_of_their_own(module))
        if not (self._names and self._gaps and self._statements):
            raise ValueError("this file has no function with statements in it, so there is nothing to edit")

    def names(self, count: int) -> list[dict[str, int]]:
        """Places behind names that are read, spread over the file: to hover over."""
        return [position(self.text, _spread(self._names, index, count) - 1) for index in range(count)]

    @property
    def smell(self) -> Gesture:
        """A function with a smell in it, so that there is something to hover over and to act on."""
        gap = self._starts[self._gaps[0] - 1]
        return Gesture(INSERT, (Edit(gap, gap, _SMELL),))

    def rounds(self, count: int) -> Iterator[tuple[Gesture, ...]]:
        """Gestures that follow one another on the file's text; after each tuple the text must be restored."""
        for index in range(count):
            name = _spread(self._names, index, count)
            gap = self._starts[_spread(self._gaps, index, count) - 1]
            line = _spread(self._statements, index, count)
            end, indent = self._line_end(line), self._indent(line)
            unclosed = f"\n{indent}printed_{index} = print("
            yield (Gesture(TYPE, (Edit(name, name, "abcdefghij"[index % 10]),)),)
            yield (Gesture(NEWLINE, (Edit(0, 0, "\n" * (index + 1)),)),)
            yield (Gesture(INSERT, (Edit(gap, gap, _FUNCTION.format(index=index)),)),)
            yield (Gesture(DELETE, (Edit(self._starts[line - 1], self._starts[line], ""),)),)
            yield (Gesture(PASTE, (Edit(end, end, _pasted(index, indent)),)),)
            yield (
                Gesture(BREAK, (Edit(end, end, unclosed),)),
                Gesture(REPAIR, (Edit(end + len(unclosed), end + len(unclosed), "0)"),)),
            )
            yield (_burst(end, indent, index),)

    def _is_name(self, node: ast.AST) -> bool:
        # Columns of CPython count bytes: only lines where these are characters.
        return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and self._line(node.lineno).isascii()

    def _end(self, node: ast.AST) -> int:
        assert isinstance(node, ast.Name)
        return self._starts[node.lineno - 1] + node.col_offset + len(node.id)

    def _lines_of_their_own(self, module: ast.Module) -> Iterator[int]:
        """The lines, from 1, that are one plain statement in a function, and not all that its block has."""
        for function in ast.walk(module):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                body = getattr(node, "body", None)
                for statement in body if isinstance(body, list) and len(body) > 1 else ():
                    if isinstance(statement, ast.Assign | ast.AugAssign) and self._is_line(statement):
                        yield statement.lineno

    def _is_line(self, statement: ast.stmt) -> bool:
        line = self._line(statement.lineno)
        return (
            line.isascii()
            and statement.end_lineno == statement.lineno
            and not line[: statement.col_offset].strip()
            and statement.end_col_offset == len(line)
        )

    def _line(self, number: int) -> str:
        return self.text[self._starts[number - 1] : self._starts[number] - 1]

    def _line_end(self, number: int) -> int:
        return self._starts[number - 1] + len(self._line(number))

    def _indent(self, number: int) -> str:
        line = self._line(number)
        return line[: len(line) - len(line.lstrip())]


def _spread(places: list[int], index: int, count: int) -> int:
    """One of ``count`` places, evenly over all."""
    return places[(2 * index + 1) * len(places) // (2 * count)]


_FUNCTION = """def added_{index}(model, batches, criterion):
    total = 0.0
    for inputs, targets in batches:
        loss = criterion(model(inputs), targets)
        total += loss.item()
    return total


"""

_SMELL = """def added_smell(model, batches, optimizer):
    import torch

    losses = []
    for inputs, targets in batches:
        loss = torch.nn.functional.mse_loss(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return sum(losses)


"""

_BLOCK = """\
for step_{index}, batch_{index} in enumerate(batches_{index}):
    inputs = batch_{index}[0].to(device)
    targets = batch_{index}[1].to(device)
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses_{index}.append(loss.item())
    print(step_{index}, losses_{index}[-1])
"""


def _pasted(index: int, indent: str) -> str:
    """Fifty lines that train a little, indented to stand below a statement."""
    blocks = "".join(_BLOCK.format(index=f"{index}_{number}") for number in range(5))
    return "".join(f"\n{indent}{line}" for line in blocks.splitlines())


def _burst(end: int, indent: str, index: int) -> Gesture:
    """A statement typed below another, key by key; the line is there already, as Enter leaves it."""
    typed = f"x = len({index % 10})"
    first = f"\n{indent}"
    edits = [Edit(end, end, first + typed[0])]
    at = end + len(edits[0].new)
    for key in typed[1:]:
        edits.append(Edit(at, at, key))
        at += 1
    return Gesture(BURST, tuple(edits))
