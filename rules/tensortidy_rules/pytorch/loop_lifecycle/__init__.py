"""Loops that run too long, or make anew what they could keep."""
