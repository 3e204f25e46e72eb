"""What tracing-inside-loop costs: the code of every trace, which is never given back, and the time to make it."""

import warnings

import torch

from evidence.measuring import Claim, cpu_seconds, kept_bytes

PASSES = 60


def _run(*, again: bool) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(256, 256), torch.nn.ReLU(), torch.nn.Linear(256, 256)).eval()
    example = torch.randn(1, 256)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch.jit is deprecated
        traced = torch.jit.trace(model, example)
        for _ in range(PASSES):
            if again:
                traced = torch.jit.trace(model, example)
            traced(example)


CLAIMS = (
    Claim(
        f"bytes kept after {PASSES} passes, all models dropped",
        bad=lambda: kept_bytes(lambda: _run(again=True)),
        good=lambda: kept_bytes(lambda: _run(again=False)),
        at_least=2,
    ),
    Claim(
        f"seconds of CPU time for {PASSES} passes",
        bad=lambda: cpu_seconds(lambda: _run(again=True)),
        good=lambda: cpu_seconds(lambda: _run(again=False)),
        at_least=1.3,
    ),
)
