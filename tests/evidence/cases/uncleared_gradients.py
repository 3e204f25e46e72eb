"""What uncleared-gradients costs: the memory of models that are gone."""

import warnings

import torch

from evidence.measuring import Claim, graph_nodes, kept_bytes

STEPS = 20


def _train(*, recorded: bool) -> torch.nn.Module:
    warnings.simplefilter("ignore")  # PyTorch warns of the cycle
    layers = (torch.nn.Linear(512, 512), torch.nn.Tanh(), torch.nn.Linear(512, 512), torch.nn.Tanh())
    model = torch.nn.Sequential(*layers, torch.nn.Linear(512, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    x = torch.randn(128, 512)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = model(x).square().mean()
        loss.backward(create_graph=recorded)
        optimizer.step()
    return model


def _dropped(*, recorded: bool) -> None:
    for _ in range(4):
        _train(recorded=recorded)


def _nodes(*, recorded: bool) -> float:
    gradients = [parameter.grad for parameter in _train(recorded=recorded).parameters()]
    return graph_nodes([gradient for gradient in gradients if gradient is not None])


CLAIMS = (
    Claim(
        "bytes held by four models that were dropped",
        bad=lambda: kept_bytes(lambda: _dropped(recorded=True)),
        good=lambda: kept_bytes(lambda: _dropped(recorded=False)),
        at_least=2,
    ),
    Claim(
        "nodes of the graph behind the gradients of a model",
        bad=lambda: _nodes(recorded=True),
        good=lambda: _nodes(recorded=False),
        at_least=10,
    ),
)
