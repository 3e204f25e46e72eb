"""Smells of PyTorch code."""
