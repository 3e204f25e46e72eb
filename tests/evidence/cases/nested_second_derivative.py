"""What nested-second-derivative costs: the same gradient for every row, graphs for nobody, and a wrong number."""

import torch

from evidence.measuring import Claim, cpu_seconds, graph_nodes

SIZE = 200


def _value(x: torch.Tensor) -> torch.Tensor:
    result = x
    for _ in range(20):
        result = result.sin() * x.roll(1)
    return result.sum()


def _hessian(*, anew: bool) -> torch.Tensor:
    x = torch.linspace(0, 1, SIZE, requires_grad=True)
    (gradient,) = torch.autograd.grad(_value(x), x, create_graph=True)
    rows = []
    for i in range(SIZE):
        if anew:
            (gradient,) = torch.autograd.grad(_value(x), x, create_graph=True)
        rows.append(torch.autograd.grad(gradient[i], x, retain_graph=True)[0])
    return torch.stack(rows)


def _last(*, recorded: bool) -> torch.Tensor:
    x = torch.linspace(0, 1, SIZE, requires_grad=True)
    (gradient,) = torch.autograd.grad(_value(x), x, create_graph=True)
    return torch.autograd.grad(gradient.sum(), x, create_graph=recorded)[0]


def _second(*, added: bool) -> float:
    x = torch.tensor(2.0, requires_grad=True)
    if added:
        (x**3).backward(create_graph=True)
        assert x.grad is not None
        x.grad.backward()
    else:
        (gradient,) = torch.autograd.grad(x**3, x, create_graph=True)
        gradient.backward()
    assert x.grad is not None
    return x.grad.item()


CLAIMS = (
    Claim(
        f"seconds for the Hessian of {SIZE} variables",
        bad=lambda: cpu_seconds(lambda: _hessian(anew=True)),
        good=lambda: cpu_seconds(lambda: _hessian(anew=False)),
        at_least=1.2,
    ),
    Claim(
        "nodes of the graph behind a second derivative",
        bad=lambda: graph_nodes([_last(recorded=True)]),
        good=lambda: graph_nodes([_last(recorded=False)]),
        at_least=10,
    ),
    Claim(
        "second derivative of x ** 3 at 2, truly 12",
        bad=lambda: _second(added=True),
        good=lambda: _second(added=False),
        at_least=2,
    ),
)
