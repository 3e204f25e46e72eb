"""Defines one name and no other."""

HEIGHT = 2
