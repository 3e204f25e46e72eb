"""Widths as numbers."""

width = 3
depth = 2
