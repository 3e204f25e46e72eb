"""unnecessary-parallelism: searches that start more training processes than the machine can hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy import edits
from tensortidy.rule import (
    Card,
    Confidence,
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
from tensortidy.semantics import Model


class UnnecessaryParallelism(Rule):
    """``n_jobs=-1`` around an estimator that trains a network, or that runs parallel itself."""

    card = Card(
        name="unnecessary-parallelism",
        title="Unnecessary Parallelism",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS, Framework.TORCH),
        category="Environment and Configuration Management",
        subcategory="Resource Configuration Issue",
        summary="A search with `n_jobs=-1` starts one training process per core around networks, or around estimators "
        "that use every core already.",
        explanation="""\
`GridSearchCV(..., n_jobs=-1)` starts one worker process for each core, and each of them loads the framework, a
model and a copy of the data. For scikit-learn's own small estimators that is what one wants. A network
already uses all cores for a single training step, and there is only one GPU: the workers fight over both, and
each holds its own share of memory. They also outlive the search: the pool keeps idle workers for minutes.

The same happens when a parallel search runs over an estimator that was told `n_jobs=-1` itself: with *n*
cores there are up to *n*² threads.

Let one side be parallel. Run the search over networks with `n_jobs=1`, and give the inner estimator of a
parallel search one job. A parallel search over ordinary estimators is fine and is not reported.""",
        consequences=(
            "memory for a model and a data set in every worker",
            "slower searches",
            "idle processes that stay",
        ),
        practices=("Parallelise either the search or what it fits, never both; one job for networks.",),
        bad="""\
import keras
from scikeras.wrappers import KerasClassifier
from sklearn.model_selection import GridSearchCV


def build(units=8):
    return keras.Sequential([keras.layers.Dense(units), keras.layers.Dense(1, activation="sigmoid")])


network = KerasClassifier(build, units=8, loss="binary_crossentropy")
search = GridSearchCV(network, {"units": [8, 16]}, n_jobs=-1)
""",
        good="""\
import keras
from scikeras.wrappers import KerasClassifier
from sklearn.model_selection import GridSearchCV


def build(units=8):
    return keras.Sequential([keras.layers.Dense(units), keras.layers.Dense(1, activation="sigmoid")])


network = KerasClassifier(build, units=8, loss="binary_crossentropy")
search = GridSearchCV(network, {"units": [8, 16]}, n_jobs=1)
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="The results are the same, but how long the search takes depends on your machine. Giving the inner "
        "estimator of a nested pair one job is safe.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="12 fits on 2 cores: 0.4 s and 94 MB with one job, 3.8 s and 399 MB in 5 processes with `n_jobs=-1`; "
        "nested 19 threads (scikit-learn, 2 cores).",
    )  # fmt: skip
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a parallel search over a network or over a parallel estimator."""
        if not isinstance(node, ast.Call) or not model.is_one_of(node.func, "searches"):
            return
        outer = _all_cores(node, ("n_jobs",))
        if outer is None:
            return
        for made in model.constructions(_estimator(node)):
            inner = _all_cores(made, ("n_jobs", "thread_count", "nthread"))
            if model.is_one_of(made.func, "estimator wrappers"):
                yield self._network(node, outer, made, model)
                return
            if inner is not None:
                yield self._nested(inner, made, outer, model)
                return

    def _network(self, node: ast.Call, outer: ast.keyword, made: ast.Call, model: Model) -> Finding:
        search = model.text(node.func)
        reason = "how long the search takes depends on the machine"
        return self.finding(
            outer,
            f"`{search}` starts one process per core, and each trains a network of its own: every worker holds a model "
            "and the data, and all of them share the same cores and GPU. Use `n_jobs=1`.",
            related=(Related(span_of(made), "the network that each worker trains"),),
            fix=Fix("Search with `n_jobs=1`", Safety.UNSAFE, tuple(edits.replace(outer.value, "1")), reason),
        )

    def _nested(self, inner: ast.keyword, made: ast.Call, outer: ast.keyword, model: Model) -> Finding:
        return self.finding(
            inner,
            f"`{model.text(made.func)}` uses every core, inside a search that uses every core too: the number of "
            f"threads is the square of the cores. Give the estimator `{inner.arg}=1`.",
            related=(Related(span_of(outer), "the search is parallel already"),),
            severity=Severity.INFORMATION,
            fix=Fix(f"Fit with `{inner.arg}=1`", Safety.SAFE, tuple(edits.replace(inner.value, "1"))),
        )


def _estimator(search: ast.Call) -> ast.expr | None:
    named = next((keyword.value for keyword in search.keywords if keyword.arg == "estimator"), None)
    return named if named is not None else next(iter(search.args), None)


def _all_cores(call: ast.Call, names: tuple[str, ...]) -> ast.keyword | None:
    """The argument ``n_jobs=-1``."""
    for keyword in call.keywords:
        negative = isinstance(keyword.value, ast.UnaryOp) and isinstance(keyword.value.op, ast.USub)
        if keyword.arg in names and negative:
            return keyword
    return None
