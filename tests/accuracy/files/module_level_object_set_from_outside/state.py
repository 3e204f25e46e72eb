"""Starts empty; other files put something in."""

CURRENT = None
LIMIT = 3
