"""unreleased-shell-references: what the end of a cell displays stays in IPython's ``Out``."""

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
from tensortidy.semantics import Answer, Destination, Kind, Model, Shown
from tensortidy.source import Span

_LARGE = 2**20  # bytes: of so many numbers nobody reads more than a few
_LARGE_INPUT = 2**16  # bytes: an image, and its activations are some hundred times as much
_LONGEST_WAY = 8  # assignments from a tensor's origin to where it is used
_MEGABYTE = 1e6


class UnreleasedShellReferences(Rule):
    """``scores`` as the last line of a cell, and ``del scores`` in the next."""

    card = Card(
        name="unreleased-shell-references",
        title="Unreleased Shell References",
        frameworks=(Framework.TORCH,),
        category="Resource Management Concerns",
        subcategory="Tensor/Object Retention",
        summary="A notebook cell displays a tensor or a model, so that `Out` keeps it, whatever becomes of its name.",
        explanation="""\
IPython, and with it every notebook, keeps the value of a cell's last expression: in `Out[n]`, for the last three cells
also in `_`, `__` and `___`. It keeps the object and not what was printed of it: a few numbers on the screen hold the
whole tensor, and the output of a model holds its graph with all activations. They stay until the kernel is restarted.

- `del scores` takes away the name, and `Out` still has the tensor.
- A model that is displayed, and then built again, is in memory twice, on the GPU too.
- **When the cell is run again**, `Out` gets another entry and keeps the one before: each run of a cell that ends with
  `model(batch)` adds a graph.

A `;` at the end of the line displays nothing and keeps nothing (formatters strip it in Python files with `# %%` cells,
and leave it in notebooks); `scores.shape` and `print(scores)` show what one wants to know and keep nothing large. For
what is in `Out` already there is `%xdel scores`, which takes all references away; `%reset out` does not free it
(IPython 9), nor do `gc.collect()` and `torch.cuda.empty_cache()`. With `c.InteractiveShell.cache_size = 0` in the
configuration nothing is kept at all.

Only notebooks and files with `# %%` cells are looked at, for a script keeps nothing. What is known to be small is left
alone, and so is a tensor of unknown size whose name stays: `Out` then holds what is there anyway. Of models, those that
libraries bring are reported (`resnet50`, `from_pretrained`) where they are built again; of their outputs, those for a
batch of a data loader, or for an input that is known to be as large as an image.""",
        consequences=("memory held until the kernel is restarted", "out-of-memory errors when a cell is run again"),
        practices=(
            "End the line with `;`, print the value, or display the shape.",
            "Remove what was displayed with `%xdel name`.",
        ),
        bad="""\
# %%
import torch

scores = torch.randn(4000, 1000)
scores

# %%
del scores
""",
        good="""\
# %%
import torch

scores = torch.randn(4000, 1000)
print(scores)

# %%
del scores
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="The program computes the same. In a notebook a `;` is added, and the cell no longer shows the value, "
        "which may be what it is for; in a Python file with cells the value is printed.",
        severity=Severity.HINT,
        confidence=Confidence.LOW,
        evidence="A tensor of 16.8 MB that was displayed: 17.2 MB held after `del`, also after `%reset out`; 0.4 MB "
        "after `%xdel`, or with `;`. A model of 16.8 MB, displayed and built again: 34 MB against 17 MB. Its output, "
        "displayed by a cell that is run three times: 71 MB against 17 MB (torch 2.13, IPython 9.18, CPU).",
    )
    visits = (ast.Expr, ast.Delete)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report what a cell displays and `Out` keeps alive; where a ``del`` should free it, that one is reported."""
        if isinstance(node, ast.Expr):
            shown = model.cells.shown(node)
            message = _message(shown, model) if shown is not None else ""
            if shown is not None and message:
                yield self._finding(node.value, message, shown, model)
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                shown = model.cells.shown_before(target) if isinstance(target, ast.Name) else None
                if shown is not None and _is_worth_freeing(shown, model):
                    name = model.text(target)
                    message = (
                        f"This frees nothing of `{name}`: a cell has displayed it, so that `Out` still holds it. "
                        f"{_cure(model, 'that line')}, or delete it with `%xdel {name}`."
                    )
                    yield self._finding(target, message, shown, model)

    def _finding(self, where: ast.AST, message: str, shown: Shown, model: Model) -> Finding:
        places = ((shown.made, "it is made here"), (shown.statement, "displayed here"), (shown.end, "replaced here"))
        if model.cells.in_notebook:
            title, reason = "End the line with `;`", "the cell no longer displays it"
            changes = tuple(edits.insert_after(shown.statement, ";"))
        else:  # where formatters strip the `;`
            title, reason = "Print it", "the cell prints it instead of displaying it"
            start = span_of(shown.statement).start
            changes = (Edit(Span(start, start), "print("), *edits.insert_after(shown.statement, ")"))
        fix = Fix(title, Safety.UNSAFE, changes, reason)
        return self.finding(
            where,
            message,
            related=tuple(
                Related(span_of(place), told)
                for place, told in places
                if place is not None and not isinstance(place, ast.Delete) and not model.structure.inside(where, place)
            ),
            assumptions=model.value(shown.statement.value).assumptions,
            fix=fix,
        )


def _message(shown: Shown, model: Model) -> str:
    """Why `Out` keeps too much where a cell displays something; empty where it does not, or where nobody knows."""
    if isinstance(shown.end, ast.Delete):  # which is reported
        return ""
    text = f"`{model.text(shown.held)}`" if shown.held is not None else "this"
    again = ", once more for each run of the cell" if shown.is_made_again else ""
    size = _size(shown, model)
    if _is_replaced_model(shown, model):
        return (
            f"The cell displays {text}, so that `Out` keeps this model until the kernel is restarted: built again, it "
            f"is in memory twice. {_cure(model)}."
        )
    if size is not None and size >= _LARGE:
        return (
            f"The cell displays {text}, so that `Out` keeps its {size / _MEGABYTE:,.0f} MB until the kernel is "
            f"restarted{again}. {_cure(model)}, or display the shape."
        )
    if _is_output(shown, model):
        return (
            f"The cell displays the output of a model, so that `Out` keeps it with its graph and all activations until "
            f"the kernel is restarted{again}. {_cure(model)}, or compute it under `torch.no_grad()`."
        )
    return ""


def _cure(model: Model, line: str = "the line") -> str:
    """What keeps a value out of ``Out``, where no formatter undoes it."""
    return f"End {line} with `;`" if model.cells.in_notebook else f"Print it on {line}"


def _is_worth_freeing(shown: Shown, model: Model) -> bool:
    value, size = model.value(shown.held or shown.statement.value), _size(shown, model)
    return value.kind in (Kind.TENSOR, Kind.ARRAY, Kind.MODULE) and (size is None or size >= _LARGE)


def _size(shown: Shown, model: Model) -> int | None:
    """The bytes of the tensor that is kept, where they are known."""
    found = model.sizes.of(shown.made.value if shown.made is not None else shown.held or shown.statement.value)
    return found.size if found is not None else None


def _is_replaced_model(shown: Shown, model: Model) -> bool:
    """Whether a large model is displayed, and built again below, or by each run of the cell."""
    value = model.value(shown.held or shown.statement.value)
    if value.is_a(Kind.MODULE) is not Answer.YES or not model.knowledge.is_one_of(value.name, "large models"):
        return False
    rebuilt = isinstance(shown.end, ast.Assign) and model.value(shown.end.value).is_a(Kind.MODULE) is Answer.YES
    return rebuilt or shown.is_made_again


def _is_output(shown: Shown, model: Model) -> bool:
    """Whether the output of a network is kept with a graph that no backward pass frees."""
    call = shown.made.value if shown.made is not None else shown.statement.value
    while isinstance(call, ast.Subscript | ast.Attribute):
        call = call.value
    if not isinstance(call, ast.Call) or model.value(call.func).is_a(Kind.MODULE) is not Answer.YES:
        return False
    if model.graph_tensors.is_graph_tensor(shown.statement.value) is not Answer.YES:
        return False
    if shown.held is not None and shown.made is not None:
        if Destination.BACKWARD in model.flow.destinations(shown.held.id, shown.made):
            return False
    return any(_is_large_input(argument, model) for argument in (*call.args, *(given.value for given in call.keywords)))


def _is_large_input(node: ast.expr, model: Model) -> bool:
    """Whether an argument is a batch of a data loader, or a tensor that is known to be as large."""
    source = _source(node, model)
    size, value = model.sizes.of(source), model.value(source)
    if size is not None:
        return size.size >= _LARGE_INPUT
    if isinstance(source, ast.Call) and (model.qualified(source.func) or "").startswith("torch."):
        return False
    batch = value.elements or value
    return batch.is_a(Kind.TENSOR) is Answer.YES and batch.is_leaf and batch.graph is Answer.NO


def _source(node: ast.expr, model: Model) -> ast.expr:
    """Where a tensor comes from: ``torch.randn(…)``, ``next(iter(loader))``, a variable of a loop."""
    for _ in range(_LONGEST_WAY):
        made = model.last_assignment(node)
        match node:
            case ast.Name() if isinstance(made, ast.Assign):
                node = made.value
            case ast.Subscript(value=whole) | ast.Call(func=ast.Attribute(value=whole, attr="to" | "cuda")):
                node = whole
            case _:
                break
    return node
