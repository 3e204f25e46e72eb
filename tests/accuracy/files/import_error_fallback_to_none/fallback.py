"""The meter of the project's own."""

from torch import nn


class Meter(nn.Module):
    """A module, if it is this one."""
