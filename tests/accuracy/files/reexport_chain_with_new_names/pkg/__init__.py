"""Third link."""

from .inner import Middle as Outer
