"""unclosed-resource: files, archives and writers that are opened and not closed, and loops that call fit anew."""

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
from tensortidy.semantics import FitLoop, Hoard, Leaving, Loop, Model, OpenHandle, WayOut
from tensortidy.source import Span

_TELLS = {
    Leaving.RETURN: ("A `return` leaves before the {what} is closed", "leaves with `{name}` open"),
    Leaving.RAISE: ("An exception leaves before the {what} is closed", "leaves with `{name}` open"),
    Leaving.HANDLER: (
        "The {what} stays open when something fails: an `except` goes on without closing it",
        "goes on with `{name}` open",
    ),
    Leaving.CONTINUE: (
        "A `continue` begins the next pass before the {what} is closed",
        "goes on with `{name}` open",
    ),
    Leaving.NEXT_PASS: (
        "The {what} is opened anew in each pass of the loop, and only the last one is closed",
        "each pass opens another one",
    ),
    Leaving.REBOUND: (
        "The {what} is not closed before another one is opened into the variable",
        "the first one is lost here",
    ),
}
_QUIET = {Leaving.RAISE: Severity.HINT, Leaving.HANDLER: Severity.INFORMATION}


class UnclosedResource(Rule):
    """A handle that nobody closes."""

    card = Card(
        name="unclosed-resource",
        title="Unclosed Resource Leak",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS, Framework.TORCH),
        category="Resource Management",
        subcategory="Memory Release",
        summary="A file, archive, writer or video is opened and not closed, or `fit()` begins anew for each epoch.",
        explanation="""\
Whatever is opened occupies a handle of the operating system until it is closed, and a process has only so
many of them (often 1,024). CPython closes a file when the last reference to it goes, which hides the leak
until the handle is kept somewhere, an exception's traceback keeps it, or the code runs on another Python.

Writers are worse: what you wrote last waits in a buffer. A `TFRecordWriter` that nobody closes can leave an
empty file behind, without an error.

A `close()` at the end is not enough where the function can leave earlier: by a `return` inside the loop that reads,
by an `except` that goes on, or in a loop that opens the next file before the last one is closed. `with` closes on every
way out of the block: its end, `return`, and exceptions. Where a handle must outlive the function, let an object own
it and close it in its own `close()`; for a number of files that is not known beforehand, use `contextlib.ExitStack`.

`PIL.Image.open` reads the header only, and closes the file once the pixels are read. A loop that asks nothing but
`image.size` never gets there.

A loop around `fit()` with one epoch in each pass opens another kind of resource again and again: each call sets up the
data pipeline, the callbacks and the progress bar anew. `EarlyStopping` and `ReduceLROnPlateau` never see two epochs.
Tensors that a pass makes and drops are freed by themselves, and are not reported.

A handle that is returned, stored, or passed on to code that TensorTidy cannot see is somebody else's to close,
and is not reported. Nor are files in memory, and what a `close()` at the end misses only if something unexpected is
raised.""",
        consequences=("open handles pile up: \"Too many open files\"", "written data is lost", "files stay locked"),
        practices=(
            "Open files, archives and writers in a `with` statement.",
            "Ask `fit()` for all epochs at once; what must happen between them belongs into a callback.",
        ),
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
        "that have no context manager (videos): call their closing method in a `finally`. Making one call of a loop "
        "around `fit()` is unsafe: callbacks and the history see all epochs then.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="A TFRecordWriter left open: 0 bytes on disk, 116 when closed; 300 files opened and kept in a list: "
        "300 handles, 0 with `with` (TensorFlow 2.21, CPU).",
    )  # fmt: skip
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a call that opens a handle which is not closed, or that trains for one epoch in each pass."""
        if not isinstance(node, ast.Call):
            return
        found = model.resources.unclosed(node)
        hoard = model.resources.hoard(node) if found is None else None
        if found is not None:
            yield from self._unclosed(found, model)
        elif hoard is not None:
            yield self._piled_up(hoard, model)
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "fit":
            epochs = model.fit_loops.around(node)
            if epochs is not None and not model.roles.is_test(node):
                yield self._one_epoch(node, epochs, model)

    def _unclosed(self, found: OpenHandle, model: Model) -> Iterator[Finding]:
        on_the_spot = found.name is None and not found.writes
        if (on_the_spot or found.way_out is not None) and model.roles.is_test(found.call):
            return  # what a test reads on the spot harms nobody
        loss = "; what was written last may never reach the disk" if found.writes else ""
        if found.name is None:
            yield self.finding(
                found.call,
                f"The {found.opener.noun} opened by `{model.text(found.call)}` is never closed{loss}; only CPython's "
                "reference counting cleans up after it. Open it in a `with` statement.",
                severity=Severity.WARNING if found.writes and found.opener.loses_data else Severity.INFORMATION,
                fix=self._wrap_statement(found, model),
            )
            return
        what = f"The {found.opener.noun} `{found.name}` is opened here and never closed{loss}."
        severity = Severity.INFORMATION if found.opener.closes_itself else None
        if found.way_out is not None:
            told, _ = _TELLS[found.way_out.leaving]
            what = told.format(what=f"{found.opener.noun} `{found.name}`") + f"{loss}."
            severity = _QUIET.get(found.way_out.leaving)
        cure = (
            "Open it in a `with` statement."
            if found.opener.context_manager
            else f"Call `{found.name}.{found.opener.close}()` in a `finally` block."
        )
        fix = self._wrap_uses(found, model)
        related = _related(found, model)
        yield self.finding(found.call, f"{what} {cure}", related=related, fix=fix, severity=severity)

    def _piled_up(self, found: Hoard, model: Model) -> Finding:
        """``files.append(open(path))``, and nobody closes them."""
        loop = found.repeated if isinstance(found.repeated, Loop) else None
        endless = loop is not None and model.terminations.never_ends(loop)
        where = model.loop_header(loop) if loop is not None else span_of(found.repeated)
        repeated = "nothing ends this loop, which opens one more in each pass" if endless else "opens one for each item"
        return self.finding(
            found.call,
            f"Each pass opens one more {found.opener.noun} and keeps it in `{found.name}`, and nobody closes any of "
            "them: at some 1,000 the next one fails. Enter them into a `contextlib.ExitStack`, or open one at a time.",
            related=(
                Related(where, repeated),
                Related(span_of(found.made), f"`{found.name}` begins here and keeps them all"),
            ),
        )

    def _one_epoch(self, node: ast.Call, found: FitLoop, model: Model) -> Finding:
        """``for _ in range(epochs): model.fit(x, y)``."""
        return self.finding(
            node,
            "`fit()` is called for one epoch in each pass of this loop, and sets up its data pipeline and callbacks "
            f"anew each time: no callback sees more than one epoch. Call it once, with "
            f"`epochs={model.text(found.count)}`.",
            severity=Severity.INFORMATION,
            related=(Related(model.loop_header(found.loop), "the loop; nothing else changes in it"),),
            fix=self._one_call(node, found, model),
        )

    @staticmethod
    def _one_call(node: ast.Call, found: FitLoop, model: Model) -> Fix | None:
        """The loop replaced by the call that it holds, with all epochs."""
        header = Span(span_of(found.loop).start, span_of(found.statement).start)
        count = model.text(found.count)
        if not found.is_alone or "#" in model.source.slice(header) or "\n" in count:
            return None
        given = [*node.args, *node.keywords]
        if found.epochs is not None:
            changes = tuple(edits.replace(found.epochs.value, count))
        elif given:
            changes = tuple(edits.insert_after(max(given, key=span_of), f", epochs={count}"))
        else:
            return None
        text = edits.changed(model.source, found.statement, changes)
        reason = "callbacks and the history that is returned see all epochs, not one"
        return Fix(
            f"Call `fit()` once, for {count} epochs", Safety.UNSAFE, tuple(edits.replace(found.loop, text)), reason
        )

    def _wrap_uses(self, found: OpenHandle, model: Model) -> Fix | None:
        """``f = open(p)`` and the statements that use it → ``with open(p) as f:``."""
        uses, closing = found.uses, found.closing
        if not found.opener.context_manager or not uses or found.uncalled_close is not None:
            return None
        dropped: tuple[Edit, ...] = ()
        if found.way_out is not None:
            if closing is None or closing is not uses[-1] or not isinstance(closing, ast.Expr):
                return None
            uses, dropped = uses[:-1], tuple(edits.delete_statement(model.source, closing))
            if not (uses and dropped):
                return None
        body = tuple(edits.indent(model.source, uses, after=found.statement))
        statement = found.statement
        if not body or not edits.stands_alone(model.source, statement):
            return None
        start = Span(span_of(statement).start, span_of(found.call).start)
        changes = (Edit(start, "with "), *edits.insert_after(found.call, f" as {found.name}:"), *body, *dropped)
        return Fix(f"Open `{found.name}` in a `with` statement", Safety.SAFE, changes)

    def _wrap_statement(self, found: OpenHandle, model: Model) -> Fix | None:
        """``data = json.load(open(p))`` → ``with open(p) as file:`` and the statement below."""
        plain = model.resources.is_plain_statement(found.statement)
        if not (plain and found.opener.context_manager):
            return None
        if not model.resources.runs_once_with_its_statement(found.call, found.statement):
            return None
        name = "image" if found.opener.closes_itself else "file"
        if model.names.bindings(name, found.statement):
            return None
        header = f"{model.text(found.call)} as {name}"
        wrapped = tuple(edits.wrap_in_with(model.source, [found.statement], header))
        if not wrapped or "\n" in header:
            return None
        return Fix(
            f"Open the {found.opener.noun} in a `with` statement",
            Safety.SAFE,
            (*wrapped, *edits.replace(found.call, name)),
        )


def _related(found: OpenHandle, model: Model) -> tuple[Related, ...]:
    """Where a handle is left open, and what opens it again."""
    related: list[Related] = []
    way: WayOut | None = found.way_out
    loop = model.structure.loop(found.call)
    if way is not None and isinstance(way.at, Loop):
        related.append(Related(model.loop_header(way.at), _TELLS[way.leaving][1]))
    elif way is not None:
        handler = way.at.type if isinstance(way.at, ast.ExceptHandler) and way.at.type is not None else way.at
        related.append(Related(span_of(handler), _TELLS[way.leaving][1].format(name=found.name)))
    if loop is not None and (way is None or way.at is not loop):
        endless = "; nothing ends this loop" if model.terminations.never_ends(loop) else ""
        related.append(Related(model.loop_header(loop), f"one more is opened in each iteration{endless}"))
    if found.closing is not None and way is not None:
        related.append(Related(span_of(found.closing), "closed here, where the way leads this far"))
    if found.uncalled_close is not None:
        related.append(Related(span_of(found.uncalled_close), "this does not close it: the brackets are missing"))
    return tuple(related)
