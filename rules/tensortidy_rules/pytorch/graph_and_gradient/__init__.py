"""Autograd graphs and gradients."""
