"""Smells of how training is set up."""
