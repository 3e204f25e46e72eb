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
from tensortidy.semantics import Answer, Destination, Kind, Model, Refill, Shown
from tensortidy.semantics.network_outputs import COPYING, is_large_output, origin
from tensortidy.source import Span

_LARGE = 2**20  # bytes: of so many numbers nobody reads more than a few
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
- `_ = model(batch)` displays nothing, and keeps it all the same: `_` is a variable.
- `outputs.append(model(batch))` in a loop, where another cell has `outputs = []`: **when the cell is run again**, all
  outputs of the loop are in the list twice. Make the list in the cell that fills it. A list to which a loop adds that
  trains, or several cells, is meant to grow, and is left alone.

After an exception IPython keeps the traceback, and with it the variables of all functions that were running, a batch
and its graph among them, until the next exception: a cell with `1 / 0` gives them back.

A `;` at the end of the line displays nothing and keeps nothing (formatters strip it in Python files with `# %%` cells,
and leave it in notebooks); `scores.shape` and `print(scores)` show what one wants to know and keep nothing large. For
what is in `Out` already there is `%xdel scores`, which takes all references away, those of other variables too;
`%reset out` does not free it (IPython 9), nor do `gc.collect()` and `torch.cuda.empty_cache()`. With
`c.InteractiveShell.cache_size = 0` in the configuration nothing is kept at all.

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
        "which may be what it is for; in a Python file with cells the value is printed. In the place of a `del` "
        "that frees nothing stands `%xdel`, which takes other names of the same value away, too.",
        severity=Severity.HINT,
        confidence=Confidence.LOW,
        evidence="A tensor of 16.8 MB that was displayed: 17.2 MB held after `del`, also after `%reset out`; 0.4 MB "
        "after `%xdel`, or with `;`. A model of 16.8 MB, displayed and built again: 34 MB against 17 MB. Its output, "
        "displayed by a cell that is run three times: 71 MB against 17 MB. An output that is called `_`: 35 MB against "
        "17 MB with `;`. A list of outputs, filled by three runs of a cell: 44 MB against 27 MB (torch 2.13, IPython "
        "9.18, CPU).",
    )
    visits = (ast.Expr, ast.Delete, ast.Assign)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report what a cell displays and `Out` keeps alive; where a ``del`` should free it, that one is reported.

        And what else of a notebook stays for nothing: in ``_``, and in lists that every run of a cell fills on.
        """
        if not model.cells.all:
            return
        if isinstance(node, ast.Expr):
            shown = model.cells.shown(node)
            message = _message(shown, model) if shown is not None else ""
            if shown is not None and message:
                yield self._finding(node.value, message, shown, model)
            refill = model.reruns.refill(node)
            if refill is not None and _is_output_without_graph(refill.value, model):
                yield self._refilled(node, refill, model)
        elif isinstance(node, ast.Assign):
            yield from self._underscore(node, model)
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                shown = model.cells.shown_before(target) if isinstance(target, ast.Name) else None
                if shown is not None and _is_worth_freeing(shown, model):
                    name = model.text(target)
                    message = (
                        f"This frees nothing of `{name}`: a cell has displayed it, so that `Out` still holds it. "
                        f"{_cure(model, 'that line')}, or delete it with `%xdel {name}`."
                    )
                    yield self._finding(target, message, shown, model, _xdel(node, name, model))

    def _refilled(self, node: ast.Expr, refill: Refill, model: Model) -> Finding:
        """``outputs.append(model(x))`` where another cell has ``outputs = []``."""
        line = model.text(refill.made)
        changes = (
            *edits.insert_line_before(model.source, refill.above, line),
            *edits.delete_statement(model.source, refill.made),
        )
        reason = "a further run of the cell begins with an empty list"
        title = f"Make `{refill.name}` above the loop that fills it"
        return self.finding(
            node.value,
            f"`{refill.name}` is made in another cell, so that each run of this one keeps all outputs of the loop once "
            f"more, beside those of the runs before. Put `{line}` above the loop.",
            related=(Related(span_of(refill.made), "it is made here, once"),),
            fix=Fix(title, Safety.UNSAFE, changes, reason) if len(changes) > 1 else None,
        )

    def _underscore(self, node: ast.Assign, model: Model) -> Iterator[Finding]:
        """``_ = model(x)``, which displays nothing, and keeps it all the same."""
        match node.targets:
            case [ast.Name(id="_") as name] if node in model.module.body and not model.structure.reads("_"):
                last = max(span_of(binding.node).start.line for binding in model.names.bindings("_", name))
            case _:
                return
        if last > node.lineno or model.cells.around(node) is None or not _is_output(node.value, model):
            return
        fix = None
        if model.cells.in_notebook:
            whole = span_of(node)
            changes = (Edit(Span(whole.start, span_of(node.value).start), ""), *edits.insert_after(node, ";"))
            fix = Fix("Write `;` for `_ =`", Safety.UNSAFE, changes, "nothing is called `_` any more")
        yield self.finding(
            node,
            "`_` is a variable like any other: it keeps the output of a model with its graph and all activations until "
            "a cell gives it another value. "
            + ("End the line with `;` instead." if fix is not None else "Compute it under `torch.no_grad()`."),
            fix=fix,
        )

    def _finding(self, where: ast.AST, message: str, shown: Shown, model: Model, better: Fix | None = None) -> Finding:
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
            fix=better or fix,
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
    if _is_shown_output(shown, model):
        return (
            f"The cell displays the output of a model, so that `Out` keeps it with its graph and all activations until "
            f"the kernel is restarted{again}. {_cure(model)}, or compute it under `torch.no_grad()`."
        )
    return ""


def _cure(model: Model, line: str = "the line") -> str:
    """What keeps a value out of ``Out``, where no formatter undoes it."""
    return f"End {line} with `;`" if model.cells.in_notebook else f"Print it on {line}"


def _xdel(node: ast.Delete, name: str, model: Model) -> Fix | None:
    """``%xdel name``: the cell goes on displaying it. All other names of the value go with it, so it has none."""
    aliases = (read for read in model.structure.reads(name) if isinstance(model.structure.parent(read), ast.Assign))
    if not model.cells.in_notebook or len(node.targets) > 1 or node not in model.module.body or any(aliases):
        return None
    changes = tuple(edits.line_magic(model.source, node, f"%xdel {name}"))
    reason = "all that refers to the value goes with the name, also what a list or a function was given"
    return Fix(f"Delete it with `%xdel {name}`", Safety.UNSAFE, changes, reason) if changes else None


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


def _is_shown_output(shown: Shown, model: Model) -> bool:
    """Whether the output of a network is kept with a graph that no backward pass frees."""
    if model.graph_tensors.is_graph_tensor(shown.statement.value) is not Answer.YES:
        return False
    if shown.held is not None and shown.made is not None:
        if Destination.BACKWARD in model.flow.destinations(shown.held.id, shown.made):
            return False
    return is_large_output(shown.made.value if shown.made is not None else shown.statement.value, model)


def _is_output(value: ast.expr, model: Model) -> bool:
    return model.graph_tensors.is_graph_tensor(value) is Answer.YES and is_large_output(value, model)


def _is_output_without_graph(value: ast.expr, model: Model) -> bool:
    """Whether the output of a network is kept alone: with its graph, it is a finding of another rule."""
    if model.graph_tensors.is_graph_tensor(value) is Answer.YES:
        return False
    return is_large_output(origin(value, model, COPYING), model)
