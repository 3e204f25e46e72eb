"""What dead-debug-code costs: stack traces for every operation, events for every step."""

import torch

from evidence.measuring import Claim, cpu_seconds, kept_bytes

STEPS = 30


def _network() -> torch.nn.Module:
    return torch.nn.Sequential(*(torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU()) for _ in range(20)))


def _train(*, anomalies: bool = False) -> None:
    network, x = _network(), torch.randn(32, 64)
    with torch.autograd.set_detect_anomaly(anomalies):
        for _ in range(STEPS):
            network.zero_grad()
            network(x).pow(2).mean().backward()


def _profiled(*, whole: bool) -> object:
    """A loop under a profiler that records all of it, or two steps."""
    network, x = _network(), torch.randn(32, 64)
    schedule = None if whole else torch.profiler.schedule(wait=1, warmup=1, active=2, repeat=1)
    with torch.profiler.profile(schedule=schedule) as recorder:
        for _ in range(STEPS):
            network.zero_grad()
            network(x).pow(2).mean().backward()
            if not whole:
                recorder.step()
    return recorder


CLAIMS = (
    Claim(
        f"seconds of {STEPS} steps with anomaly detection",
        bad=lambda: cpu_seconds(lambda: _train(anomalies=True)),
        good=lambda: cpu_seconds(_train),
        at_least=1.5,
    ),
    Claim(
        f"bytes kept by a profiler of {STEPS} steps",
        bad=lambda: kept_bytes(lambda: _profiled(whole=True)),
        good=lambda: kept_bytes(lambda: _profiled(whole=False)),
        at_least=3,
    ),
)
