"""What circular-buffer-references costs: objects that are freed late, and modules that are their own children."""

import gc
import weakref

import torch

from evidence.measuring import Claim, Raises

COUNT = 20


class _Part:
    owner: object = None


class _Memory(torch.nn.Module):
    """A module whose helper refers back to it."""

    def __init__(self, *, weakly: bool) -> None:
        super().__init__()
        self.register_buffer("rows", torch.zeros(1024, 256))
        self.part = _Part()
        self.part.owner = weakref.proxy(self) if weakly else self


class _OwnGrandchild(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.child = torch.nn.Identity()
        self.child.parent = self


def _waiting(*, weakly: bool) -> float:
    """How many dead modules wait for the garbage collector, the last one counted in."""
    gc.collect()
    gc.disable()
    made = []
    for _ in range(COUNT):
        memory = _Memory(weakly=weakly)
        made.append(weakref.ref(memory))
    return float(sum(reference() is not None for reference in made))


CLAIMS = (
    Claim(
        f"of {COUNT} modules with a buffer, one after another in one variable, in memory before garbage is collected",
        bad=lambda: _waiting(weakly=False),
        good=lambda: _waiting(weakly=True),
        at_least=COUNT,
    ),
    Raises("a module that is its own grandchild has no train()", lambda: _OwnGrandchild().train(), RecursionError),
)
