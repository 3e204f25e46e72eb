"""unclosed-resource: files, archives and writers that are opened and never closed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy import edits
from tensortidy.rule import (
    Card,
    Confidence,
    Edit,
    Finding,
    Fix,
    FixSafety,
    Framework,
    Related,
    Rule,
    Safety,
    Severity,
    span_of,
)
from tensortidy.semantics import Model, OpenHandle
from tensortidy.source import Span


class UnclosedResource(Rule):
    """A handle that nobody closes."""

    card = Card(
        name="unclosed-resource",
        title="Unclosed Resource Leak",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS, Framework.TORCH),
        category="Resource Management",
        subcategory="Memory Release",
        summary="A file, archive, record writer or video is opened and never closed.",
        explanation="""\
Whatever is opened occupies a handle of the operating system until it is closed, and a process has only so
many of them (often 1,024). CPython closes a file when the last reference to it goes, which hides the leak
until the handle is kept somewhere, an exception's traceback keeps it, or the code runs on another Python.

Writers are worse: what you wrote last waits in a buffer. A `TFRecordWriter` that nobody closes can leave an
empty file behind, without an error.

`with` closes on every way out of the block: its end, `return`, and exceptions. Where a handle must outlive
the function, let an object own it and close it in its own `close()`, or use `contextlib.ExitStack`.

A handle that is returned, stored, or passed on to code that TensorTidy cannot see is somebody else's to close,
and is not reported.""",
        consequences=("open handles pile up: \"Too many open files\"", "written data is lost", "files stay locked"),
        practices=("Open files, archives and writers in a `with` statement.",),
        bad="""\
import tensorflow as tf

writer = tf.io.TFRecordWriter("train.tfrecord")
for number in range(100):
    writer.write(str(number).encode())
""",
        good="""\
import tensorflow as tf

with tf.io.TFRecordWriter("train.tfrecord") as writer:
    for number in range(100):
        writer.write(str(number).encode())
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Offered where every use of the handle stands in the block that opens it. There is none for handles "
        "that have no context manager (videos): call their closing method in a `finally`.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="A TFRecordWriter left open: 0 bytes on disk, 116 when closed; 300 files opened and kept in a list: "
        "300 handles, 0 with `with` (TensorFlow 2.21, CPU).",
    )  # fmt: skip
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a call that opens a handle which nobody closes."""
        found = model.resources.unclosed(node) if isinstance(node, ast.Call) else None
        if found is None or (found.name is None and not found.writes and model.roles.is_test(node)):
            return  # what a test reads on the spot harms nobody
        loss = "; what was written last may never reach the disk" if found.writes else ""
        loop = model.structure.loop(found.call)
        related = [] if loop is None else [Related(model.loop_header(loop), "one more is opened in each iteration")]
        if found.uncalled_close is not None:
            related.append(Related(span_of(found.uncalled_close), "this does not close it: the brackets are missing"))
        if found.name is None:
            yield self.finding(
                found.call,
                f"The {found.opener.noun} opened by `{model.text(found.call)}` is never closed{loss}; only CPython's "
                "reference counting cleans up after it. Open it in a `with` statement.",
                severity=Severity.WARNING if found.writes and found.opener.loses_data else Severity.INFORMATION,
                fix=self._wrap_statement(found, model),
            )
            return
        yield self.finding(
            found.call,
            f"The {found.opener.noun} `{found.name}` is opened here and never closed{loss}. "
            + (
                "Open it in a `with` statement."
                if found.opener.context_manager
                else f"Call `{found.name}.{found.opener.close}()` in a `finally` block."
            ),
            related=tuple(related),
            fix=self._wrap_uses(found, model),
        )

    def _wrap_uses(self, found: OpenHandle, model: Model) -> Fix | None:
        """``f = open(p)`` and the statements that use it → ``with open(p) as f:``."""
        if not found.opener.context_manager or not found.uses or found.uncalled_close is not None:
            return None
        body = tuple(edits.indent(model.source, found.uses, after=found.statement))
        statement = found.statement
        if not body or not edits.stands_alone(model.source, statement):
            return None
        start = Span(span_of(statement).start, span_of(found.call).start)
        changes = (Edit(start, "with "), *edits.insert_after(found.call, f" as {found.name}:"), *body)
        return Fix(f"Open `{found.name}` in a `with` statement", Safety.SAFE, changes)

    def _wrap_statement(self, found: OpenHandle, model: Model) -> Fix | None:
        """``data = json.load(open(p))`` → ``with open(p) as file:`` and the statement below."""
        plain = model.resources.is_plain_statement(found.statement)
        if not (plain and found.opener.context_manager):
            return None
        if not model.resources.runs_once_with_its_statement(found.call, found.statement):
            return None
        name = "file"
        if model.names.bindings(name, found.statement):
            return None
        header = f"{model.text(found.call)} as {name}"
        wrapped = tuple(edits.wrap_in_with(model.source, [found.statement], header))
        if not wrapped or "\n" in header:
            return None
        return Fix("Open the file in a `with` statement", Safety.SAFE, (*wrapped, *edits.replace(found.call, name)))
