"""Settings and parts in one."""

from dataclasses import dataclass, field

from torch import nn


@dataclass
class Parts:
    """Not a module, though it holds one."""

    body: nn.Module
    rate: float = 0.1
    notes: list = field(default_factory=list)
