"""unnecessary-parallelism: more processes than the machine can hold, and processes that nobody ends."""

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

_JOBS = ("n_jobs", "thread_count", "nthread")
# XGBClassifier(device="cuda") or "gpu_hist", LGBMClassifier(device_type="gpu"), CatBoostClassifier(task_type="GPU")
_DEVICES = ("device", "device_type", "task_type", "tree_method")
_ESTIMATORS = ("estimator", "estimators", "base_estimator")
_WAITING = frozenset({"map", "starmap", "apply"})


class UnnecessaryParallelism(Rule):
    """``n_jobs=-1`` around what trains on the GPU or runs parallel itself, and pools that are never closed."""

    card = Card(
        name="unnecessary-parallelism",
        title="Unnecessary Parallelism",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS, Framework.TORCH),
        category="Environment and Configuration Management",
        subcategory="Resource Configuration Issue",
        summary="A search with `n_jobs=-1` starts one training process per core around networks, or around estimators "
        "that use every core already; or a pool of processes is never closed.",
        explanation="""\
`GridSearchCV(..., n_jobs=-1)` starts one worker process for each core, and each of them loads the framework, a
model and a copy of the data. For scikit-learn's own small estimators that is what one wants. A network
already uses all cores for a single training step, and there is only one GPU: the workers fight over both, and
each holds its own share of memory. They also outlive the search: the pool keeps idle workers for minutes.

The same happens when a parallel search runs over an estimator that was told `n_jobs=-1` itself: with *n*
cores there are up to *n*² threads. Ensembles that fit several estimators (`BaggingClassifier`, `VotingClassifier`,
`MultiOutputClassifier` and their relatives) do as searches do. Gradient boosting that was told to train on the GPU
counts as a network: every worker wants the same GPU for itself.

Let one side be parallel. Run the search over networks with `n_jobs=1`, and give the inner estimator of a
parallel search one job. A parallel search over ordinary estimators is fine and is not reported.

A `multiprocessing.Pool` that lives as long as the program and that nobody closes keeps all its processes, each with
what it inherited: the imported framework, and often the data. `with multiprocessing.Pool() as pool:` ends them. In a
function CPython ends them when the last reference goes, so that only pools at the top level, in notebooks above all,
and pools made again in each pass of a loop are reported.""",
        consequences=(
            "memory for a model and a data set in every worker",
            "slower searches",
            "idle processes that stay",
        ),
        practices=(
            "Parallelise either the search or what it fits, never both; one job for networks.",
            "Open pools in a `with` statement.",
        ),
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
        "estimator of a nested pair one job is safe, and so is closing a pool whose calls wait for their results.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="12 fits on 2 cores: 0.4 s and 94 MB with one job, 3.8 s and 399 MB in 5 processes with `n_jobs=-1`; "
        "nested 19 threads; a bagging or voting classifier 11 threads, nested 21 (scikit-learn, 2 cores). Five pools "
        "of two that somebody still holds: 10 processes; none where their variables are gone (CPython 3.11).",
    )  # fmt: skip
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report a parallel search over a network or over a parallel estimator, and a pool that stays."""
        if not isinstance(node, ast.Call):
            return
        if node.keywords and any(model.is_one_of(node.func, group) for group in ("searches", "parallel ensembles")):
            yield from self._search(node, model)
        elif model.is_one_of(node.func, "process pools"):
            yield from self._pool(node, model)

    # ------------------------------------------------------------ searches

    def _search(self, node: ast.Call, model: Model) -> Iterator[Finding]:
        outer = _all_cores(node, ("n_jobs",), model)
        if outer is None or _chooses_backend(model):
            return
        found = list(_made(_estimator(node), model))
        for made in found:
            if model.is_one_of(made.func, "estimator wrappers") or _is_on_gpu(made, model):
                yield self._network(node, outer, made, model)
                return
        for made in found:
            inner = _all_cores(made, _JOBS, model)
            if inner is not None:
                yield self._nested(inner, made, outer, model)

    def _network(self, node: ast.Call, outer: ast.keyword, made: ast.Call, model: Model) -> Finding:
        search = model.text(node.func)
        trains = "trains on the one GPU" if _is_on_gpu(made, model) else "trains a network of its own"
        reason = "how long the search takes depends on the machine"
        return self.finding(
            outer,
            f"`{search}` starts one process per core, and each {trains}: every worker holds a model "
            "and the data, and all of them share the same cores and GPU. Use `n_jobs=1`.",
            related=(Related(span_of(made), "what each worker trains"),),
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

    # ------------------------------------------------------------ pools

    def _pool(self, node: ast.Call, model: Model) -> Iterator[Finding]:
        loop = model.structure.loop(node)
        if model.structure.function(node) is not None and loop is None:
            return  # its last reference goes with the function, and the processes with it
        found = model.resources.unclosed_pool(node)
        if found is None or model.roles.is_test(node):
            return
        related = () if loop is None else (Related(model.loop_header(loop), "a new pool is made in each iteration"),)
        yield self.finding(
            node,
            f"The processes of the pool `{found.name}` are never ended: each of them goes on holding what it "
            f"inherited, the framework and the data. Open it as `with {model.text(node.func)}(…) as {found.name}:`.",
            related=related,
            severity=Severity.INFORMATION,
            fix=_wrap(found, model),
        )


def _wrap(found: OpenHandle, model: Model) -> Fix | None:
    """``pool = Pool(4)`` and the statements that use it → ``with Pool(4) as pool:``, where each use waits."""
    name = found.name or ""
    scope = model.names.binding_scope(name, found.statement) or model.module
    for read in model.structure.reads(name):
        if not isinstance(read, ast.Name) or not model.structure.inside(read, scope):
            continue
        method = model.structure.parent(read)
        if not (isinstance(method, ast.Attribute) and method.attr in _WAITING):
            return None
    body = tuple(edits.indent(model.source, found.uses, after=found.statement)) if found.uses else ()
    if not body or not edits.stands_alone(model.source, found.statement):
        return None
    start = Span(span_of(found.statement).start, span_of(found.call).start)
    changes = (Edit(start, "with "), *edits.insert_after(found.call, f" as {name}:"), *body)
    return Fix(f"Open `{name}` in a `with` statement", Safety.SAFE, changes)


def _estimator(search: ast.Call) -> ast.expr | None:
    named = next((keyword.value for keyword in search.keywords if keyword.arg in _ESTIMATORS), None)
    return named if named is not None else next(iter(search.args), None)


def _made(node: ast.expr | None, model: Model) -> Iterator[ast.Call]:
    """The calls that make an estimator; of a function of this file, those whose result it returns."""
    for call in model.constructions(node):
        yield call
        function = model.names.definition(call.func)
        if isinstance(function, ast.FunctionDef):
            returns = [part for part in model.structure.nodes_of(function) if isinstance(part, ast.Return)]
            if len(returns) == 1:
                yield from model.constructions(returns[0].value)


def _all_cores(call: ast.Call, names: tuple[str, ...], model: Model) -> ast.keyword | None:
    """The argument ``n_jobs=-1``, or one that counts the cores."""
    for keyword in call.keywords:
        if keyword.arg in names and _is_all_cores(keyword.value, model):
            return keyword
    return None


def _is_all_cores(value: ast.expr, model: Model) -> bool:
    if isinstance(value, ast.Name):
        bindings = model.names.bindings(value.id, value)
        bound = bindings[0].value if len(bindings) == 1 else None
        return bound is not None and not isinstance(bound, ast.Name) and _is_all_cores(bound, model)
    if isinstance(value, ast.Call):
        return model.is_one_of(value.func, "every core")
    return isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub)


def _is_on_gpu(made: ast.Call, model: Model) -> bool:
    """Whether gradient boosting is told to train on the GPU."""
    if not made.keywords or not model.is_one_of(made.func, "boosters"):
        return False
    return any(
        keyword.arg in _DEVICES
        and isinstance(keyword.value, ast.Constant)
        and str(keyword.value.value).lower().startswith(("cuda", "gpu"))
        for keyword in made.keywords
    )


def _chooses_backend(model: Model) -> bool:
    """Whether the file tells joblib to start something else than processes."""
    return any(
        model.is_one_of(call.func, "parallel backends")
        for call in model.structure.nodes(ast.Call)
        if isinstance(call, ast.Call)
    )
