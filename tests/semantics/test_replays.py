"""Statements of long functions that do after an edit what they did before: what they leave is what it would be anew."""

import ast

import pytest

from tensortidy.engine import Earlier, Memory, analyze
from tensortidy.registry import load
from tensortidy.semantics.values import Value
from tensortidy.source import Source

RULES = load().rules

LOOP = """\
import torch


def train(model: torch.nn.Module, loader, target: torch.Tensor):
    total = state = last = None
    for x in loader:
        if x is None:
            state = {skipped}
            continue
        last = {computed}
        try:
            if last is None:
                state = last
                break
        except ValueError:
            total = 1
            continue
        total = last
    else:
        last = None
    result = (state, last, total)
    return result
"""
VALUES = ["model(target)", "model(target).detach()", "[model(target)]", "1", "state", "total"]


def text(skipped: str, computed: str) -> str:
    return LOOP.format(skipped=skipped, computed=computed) + "    print(model)\n" * 60


def results(memory: Memory) -> list[Value]:
    """What is believed of the variables that the function gives."""
    assert memory.model is not None
    tuples = [node for node in ast.walk(memory.model.module) if isinstance(node, ast.Tuple)]
    return [memory.model.value(element) for element in tuples[0].elts]


@pytest.mark.parametrize("skipped", VALUES)
@pytest.mark.parametrize("computed", VALUES)
def test_what_leaves_a_loop_early_is_done_again(skipped: str, computed: str) -> None:
    memory = Memory()
    source = Source(text("1", "1"))
    analysis = analyze(source, RULES, memory=memory)
    results(memory)
    steps = [("1", computed), (skipped, computed), (skipped, "x"), (skipped, computed)]
    for step in steps:
        earlier, source = Earlier(source, analysis), Source(text(*step))
        analysis = analyze(source, RULES, memory=memory, since=earlier)
        anew = Memory()
        analyze(source, RULES, memory=anew)
        for found, expected in zip(results(memory), results(anew), strict=True):
            assert (found.kind, found.graph, found.maybe) == (expected.kind, expected.graph, expected.maybe), step
