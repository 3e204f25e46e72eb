"""Second link."""

from .deep import Real as Middle
