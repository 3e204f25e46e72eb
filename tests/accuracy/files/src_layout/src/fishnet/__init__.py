"""The package, one folder below the root."""

from .net import FishNet
