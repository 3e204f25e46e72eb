"""Tensors and handles that are kept, copied or grown."""
