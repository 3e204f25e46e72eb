"""mishandled-inference-gradient: predictions that are made as if they were to be trained on."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

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
from tensortidy.semantics import Answer, Evaluation, Function, Model, Prediction


class MishandledInferenceGradient(Rule):
    """A prediction, a sample or an action is computed with gradient tracking on."""

    card = Card(
        name="mishandled-inference-gradient",
        title="Mishandling training gradient",
        frameworks=(Framework.TORCH,),
        category="Graph and Gradient Management Issues",
        subcategory="Gradient Handling",
        summary="A prediction path runs the model as training does: with gradient tracking on, for nothing.",
        explanation="""\
PyTorch records a graph wherever a parameter requires gradients; it cannot know that a service, a script or
an agent that picks its next action will never call `backward()`. Each forward pass then holds the
activations of all its layers for as long as its output, or anything computed from it, is held. A serving
process needs several times the memory that it should, and a list of predictions keeps every batch that made
them.

Predict under `torch.no_grad()`, as a decorator or a `with` block: the numbers are the same. In code that does
nothing but predict, `torch.inference_mode()` goes a little further; what it makes can never be trained on. Taking
`argmax` or `.item()` cuts the graph off too, but only after it was built.

That is one switch of two. `model.eval()` is the other: it makes dropout stand still and batch normalisation use
what it has learned, and has nothing to do with gradients. A prediction wants both.

Where evaluation is part of a program that trains, `unnecessary-gradient-tracking` speaks instead. Code whose
results may be back-propagated, explained or attacked is left alone.""",
        consequences=("inference needs several times the memory", "slower predictions", "out-of-memory errors"),
        practices=("Predict under `torch.no_grad()` or `torch.inference_mode()`, with `model.eval()`.",),
        bad="""\
import torch
from torch import nn


class Agent:
    def __init__(self):
        self.policy = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 2))

    def act(self, state):
        values = self.policy(torch.as_tensor(state))
        return int(values.argmax().item())


print(Agent().act([0.1, 0.2, 0.3, 0.4]) in (0, 1))
""",
        good="""\
import torch
from torch import nn


class Agent:
    def __init__(self):
        self.policy = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 2))

    @torch.no_grad()
    def act(self, state):
        values = self.policy(torch.as_tensor(state))
        return int(values.argmax().item())


print(Agent().act([0.1, 0.2, 0.3, 0.4]) in (0, 1))
""",
        fix_safety=FixSafety.SAFE,
        fix_note="Unsafe where tensors are returned, since a caller might back-propagate through them, and where "
        "other code gets the model. `model.eval()` is never put in: it changes what is predicted.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="Outputs of 8 batches of 256 through 8 layers kept: 98.8 MB with tracking in training mode, 64.7 MB "
        "after `eval()` alone, 0.2 MB under `inference_mode()` (torch 2.13, CPU).",
        see_also=("unnecessary-gradient-tracking",),
    )
    visits = (ast.Expr, ast.FunctionDef, ast.AsyncFunctionDef)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report the first module call of a prediction that tracks gradients."""
        if model.roles.is_test(node.body[0] if isinstance(node, Function) else node):
            return  # a few samples, compared and dropped
        if isinstance(node, Function):
            found = None if model.roles.is_forward(node.body[0]) else model.predictions.prediction(node)
            if found is not None and not any(self._evaluation(part, model) for part in model.structure.walk(node)):
                yield self._predicted(found, model)
        elif (evaluation := self._evaluation(node, model)) is not None:
            yield from self._after_eval(evaluation, model)

    @staticmethod
    def _evaluation(node: ast.AST, model: Model) -> Evaluation | None:
        return model.evaluations.evaluation(node) if isinstance(node, ast.Expr) else None

    def _predicted(self, found: Prediction, model: Model) -> Finding:
        call = _short(found.calls[0], model)
        return self.finding(
            found.calls[0],
            f"`{call}` records a graph that nothing uses: only `{_short(found.end, model)}` and the like leave "
            f"`{found.function.name}`. Each call holds all activations: predict under `torch.no_grad()`.",
            related=(Related(span_of(found.end), "here the result is cut off from the graph, after it was built"),),
            assumptions=model.value(found.calls[0]).assumptions,
            fix=self._fix(found.function, found.statements, "", model),
        )

    def _after_eval(self, found: Evaluation, model: Model) -> Iterator[Finding]:
        """A prediction that begins with ``model.eval()``, in a program that does not train."""
        function = found.function
        if function is not None and model.roles.is_forward(found.switch):
            return
        if any(model.evaluations.computes_loss(part) for part in found.statements):
            return  # evaluation, which is another smell
        if model.evaluations.trains(model.module):
            return  # and so is that
        first = next((call for call in found.calls if model.predictions.is_model(call.func)), None)
        if first is None:
            return
        loop = model.structure.loop(first)
        returned = model.evaluations.lets_graphs_out(function)
        if returned and loop is None:
            return
        related = [Related(span_of(found.switch), "prediction begins here; `eval()` leaves gradients on")]
        if loop is not None:
            related.append(Related(model.loop_header(loop), "the loop that predicts"))
        handed = next((call for part in found.statements if (call := model.evaluations.hands_model_to(part))), None)
        doubt = ""
        if returned:
            doubt = "tensors of the prediction are returned, and a caller might back-propagate through them"
        elif handed is not None:
            doubt = f"`{model.text(handed.func)}` gets the model and may need gradients"
        owner = model.structure.class_of(found.switch)
        is_own = owner is not None and model.classes.is_module(owner) is Answer.YES  # who calls it may track nothing
        whole = function if function is not None and not model.evaluations.needs_graphs(function) else None
        yield self.finding(
            first,
            f"`{_short(first, model)}` records a graph although this only predicts: the activations of every layer are "
            "held until its output is let go. Predict under `torch.no_grad()`; `eval()` does not switch gradients off.",
            related=tuple(related),
            assumptions=model.value(first).assumptions,
            fix=self._fix(whole, found.statements, doubt, model),
            severity=None if not is_own and (loop is not None or function is not None) else Severity.INFORMATION,
        )

    @staticmethod
    def _fix(function: Function | None, statements: Sequence[ast.stmt], doubt: str, model: Model) -> Fix | None:
        torch, imports = model.library("torch", statements[0])
        if isinstance(function, ast.FunctionDef):
            title = f"Decorate `{function.name}` with `@{torch}.no_grad()`"
            changes = tuple(edits.add_decorator(model.source, function, f"@{torch}.no_grad()"))
        else:
            title = f"Predict under `with {torch}.no_grad():`"
            changes = tuple(edits.wrap_in_with(model.source, statements, f"{torch}.no_grad()"))
        if not changes:
            return None
        needed: tuple[Edit, ...] = tuple(edits.add_import(model.source, model.module, imports)) if imports else ()
        return Fix(title, Safety.UNSAFE if doubt else Safety.SAFE, (*needed, *changes), doubt)


def _short(node: ast.expr, model: Model) -> str:
    """An expression as it is written; ``net(…)`` or ``….numpy()`` where that is long."""
    text = model.text(node)
    if "\n" not in text and len(text) <= 60:
        return text
    if not isinstance(node, ast.Call):
        return ast.unparse(node)[:57] + "…"
    called = model.text(node.func)
    if "\n" not in called and len(called) <= 50:
        return f"{called}(…)"
    return f"….{node.func.attr}()" if isinstance(node.func, ast.Attribute) else "…(…)"
