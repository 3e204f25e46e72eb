"""unclosed-session: TensorFlow 1 sessions that are opened and never closed."""

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
from tensortidy.semantics import Kind, Model, OpenSession
from tensortidy.source import Span

_DEFAULT_GRAPH = "inside `with`, the session's graph is the default one: operations that are made there go into it"
_KERAS_TAKES_IT = "inside `with`, it is also the default session, which Keras then takes"
_SWALLOWS = (
    "a monitored session in `with` takes the end of the data, OutOfRangeError, for its own end and goes on below"
)
_THREADS = "threads that fill queues through the session may still run where it is closed"
_NO_LONGER_DEFAULT = "an interactive session stays the default one for all code that comes later"


class UnclosedSession(Rule):
    """``tf.Session()`` that nobody closes."""

    card = Card(
        name="unclosed-session",
        title="Unclosed-Session Leak",
        frameworks=(Framework.TENSORFLOW,),
        category="Resource Management",
        subcategory="Memory Release",
        summary="A TensorFlow 1 session is opened, and is not closed on every way out.",
        explanation="""\
A session owns things outside of Python: threads, and the memory of its variables. `close()` gives them back. An
ordinary session is also closed when Python drops the last reference to it, which hides the leak until the session is
kept in a list, an attribute or a traceback. A `tf.InteractiveSession` is never dropped: it registers itself as the
default session, and stays until it is closed.

`with tf.Session() as session:` closes on every way out: the end of the block, `return`, and exceptions. Mind that
`with session.as_default():` does *not* close, it only makes the session the default one for a while.

Closing a session does not empty the graph. Where a loop opens a session in each pass, open one before the loop;
or, if each pass has a network of its own, give it its own graph too:
`with tf.Graph().as_default(), tf.Session() as session:`.

A session that is returned, kept on an object that closes it, or passed on to code that TensorTidy cannot see is
somebody else's to close. One that a whole script uses is closed by the end of the process, and is only hinted at.""",
        consequences=(
            "the session's memory and threads stay occupied",
            "an interactive session stays the default one for all that follows",
        ),
        practices=(
            "Open sessions in a `with` statement.",
            "Give a class that keeps a session a `close()` that closes it.",
        ),
        bad="""\
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
total = tf.reduce_sum(tf.ones((4, 4)))


def evaluate():
    session = tf.Session()
    for step in range(3):
        value = session.run(total)
    return value


print(evaluate())
""",
        good="""\
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
total = tf.reduce_sum(tf.ones((4, 4)))


def evaluate():
    with tf.Session() as session:
        for step in range(3):
            value = session.run(total)
    return value


print(evaluate())
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Offered where every use of the session stands in the block that opens it. It is unsafe where the "
        "session has a graph of its own, where Keras is used with it, and for interactive and monitored sessions: "
        "`with` also makes a session the default one, and its graph the default graph.",
        severity=Severity.INFORMATION,
        confidence=Confidence.HIGH,
        evidence="40 sessions kept in a list: 742.4 KB each, closed by `with`: 2.6 KB; 40 interactive sessions, not "
        "kept by anybody: 573.4 KB each, closed: 0.0 KB (TensorFlow 2.21, CPU).",
    )  # fmt: skip
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a call that opens a session which is not closed on every way out."""
        if not isinstance(node, ast.Call) or "tensorflow" not in model.frameworks:
            return
        found = model.sessions.unclosed(node)
        if found is None or model.roles.is_test(found.call):
            return
        loop = model.structure.loop(found.call)
        related = [] if loop is None else [Related(model.loop_header(loop), "one more is opened in each pass")]
        if found.early is not None:
            related.append(Related(span_of(found.early), "this way out leaves it open"))
        if found.close is not None:
            related.append(Related(span_of(found.close), "only this closes it"))
        yield self.finding(
            found.call,
            _message(found, model),
            severity=_severity(found, model),
            related=tuple(related),
            fix=_on_the_spot(found, model) if found.name is None else _wrapped(found, model),
        )


def _message(found: OpenSession, model: Model) -> str:
    constructor = model.text(found.call.func)
    keeps = "it occupies its memory and threads"
    if found.early is not None:
        return (
            f"The session `{found.name}` is opened here, and a `return` leaves before it is closed: {keeps} until "
            "Python drops the last reference. Open it in a `with` statement."
        )
    if found.name is None:
        what = f"The session that `{constructor}` opens has no name, so nobody can close it"
    elif "." in found.name:
        return (
            f"The session `{found.name}` is opened here, and no method of the class closes it: {keeps} as long as "
            f"anything holds the object. Give the class a `close()` that calls `{found.name}.close()`."
        )
    else:
        what = f"The session `{found.name}` is opened here and never closed"
    if model.sessions.is_interactive(found):
        return (
            f"{what}. An interactive session registers itself as the default one and stays until it is closed: "
            f"{keeps}. Open a `tf.Session` in a `with` statement, or close it."
        )
    return f"{what}: {keeps} until Python drops the last reference. Open it in a `with` statement."


def _severity(found: OpenSession, model: Model) -> Severity:
    """A session of a whole script goes with the process; what is opened again and again, or stays, is worse."""
    if model.structure.loop(found.call) is not None or found.early is not None:
        return Severity.WARNING
    if model.roles.is_of_script(found.call):
        return Severity.HINT
    return Severity.WARNING if model.sessions.is_interactive(found) else Severity.INFORMATION


def _wrapped(found: OpenSession, model: Model) -> Fix | None:
    """``session = tf.Session()`` and the statements that use it → ``with tf.Session() as session:``."""
    statement = found.statement
    if not found.uses or found.name is None or not edits.stands_alone(model.source, statement):
        return None
    body = tuple(edits.indent(model.source, found.uses, after=statement))
    closing: tuple[Edit, ...] = ()
    if found.close is not None:
        closing = tuple(edits.delete_statement(model.source, found.close))
    if not body or (found.close is not None and not closing):
        return None
    start = Span(span_of(statement).start, span_of(found.call).start)
    changes = (Edit(start, "with "), *edits.insert_after(found.call, f" as {found.name}:"), *body, *closing)
    return _fix(found, changes, model)


def _on_the_spot(found: OpenSession, model: Model) -> Fix | None:
    """``value = tf.Session().run(x)`` → ``with tf.Session() as session:`` and the statement below."""
    statement, name = found.statement, "session"
    simple = isinstance(statement, ast.Assign | ast.Expr | ast.Return) and not found.uses
    header = f"{model.text(found.call)} as {name}"
    if not simple or "\n" in header or model.structure.parent(found.call) is statement:
        return None
    if model.names.bindings(name, statement):
        return None
    wrapped = tuple(edits.wrap_in_with(model.source, [statement], header))
    return _fix(found, (*wrapped, *edits.replace(found.call, name)), model) if wrapped else None


def _fix(found: OpenSession, changes: tuple[Edit, ...], model: Model) -> Fix:
    title = "Open the session in a `with` statement"
    if model.sessions.is_interactive(found):
        name = model.text(found.call.func).replace("InteractiveSession", "Session")
        return Fix(title, Safety.UNSAFE, (*changes, *edits.replace(found.call.func, name)), _NO_LONGER_DEFAULT)
    if found.is_lent:
        return Fix(title, Safety.UNSAFE, changes, _THREADS)
    if model.is_one_of(found.call.func, "monitored sessions"):
        return Fix(title, Safety.UNSAFE, changes, _SWALLOWS)
    if len(found.call.args) > 1 or any(keyword.arg == "graph" for keyword in found.call.keywords):
        return Fix(title, Safety.UNSAFE, changes, _DEFAULT_GRAPH)
    if any(_is_keras(node, model) for part in found.uses for node in model.structure.walk(part)):
        return Fix(title, Safety.UNSAFE, changes, _KERAS_TAKES_IT)
    return Fix(title, Safety.SAFE, changes)


def _is_keras(node: ast.AST, model: Model) -> bool:
    if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
        return False
    return (model.qualified(node) or "").startswith("keras.") or model.value(node).kind is Kind.KERAS_MODEL
