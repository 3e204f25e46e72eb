"""Smells in the graphs that TensorFlow builds: what is added to them again and again, and what is embedded in them."""
