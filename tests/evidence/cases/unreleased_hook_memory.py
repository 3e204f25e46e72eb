"""What unreleased-hook-memory costs: calls of hooks that nobody removed, and what they keep."""

import torch

from evidence.measuring import Claim, kept_bytes

STEPS = 100


def _calls(*, removed: bool) -> float:
    layer, calls = torch.nn.Linear(64, 64), [0]

    def count(module: object, inputs: object, output: object) -> None:
        calls[0] += 1

    for _ in range(STEPS):
        handle = layer.register_forward_hook(count)
        layer(torch.randn(4, 64))
        if removed:
            handle.remove()
    return float(calls[0])


def _outputs(*, kept: bool) -> list[object]:
    """A network of which a hook keeps every output, or the last one alone."""
    network = torch.nn.Sequential(torch.nn.Linear(512, 512), torch.nn.ReLU())
    outputs: list[torch.Tensor] = []

    def keep(module: object, inputs: object, output: torch.Tensor) -> None:
        if not kept:
            outputs.clear()
        outputs.append(output)

    network.register_forward_hook(keep)
    for _ in range(STEPS):
        network(torch.randn(256, 512))
    return [network, outputs]


CLAIMS = (
    Claim(
        f"calls of a hook in {STEPS} passes that each register it",
        bad=lambda: _calls(removed=False),
        good=lambda: _calls(removed=True),
        at_least=50,
    ),
    Claim(
        f"bytes kept by a hook that appends outputs, after {STEPS} passes",
        bad=lambda: kept_bytes(lambda: _outputs(kept=True)),
        good=lambda: kept_bytes(lambda: _outputs(kept=False)),
        at_least=5,
    ),
)
