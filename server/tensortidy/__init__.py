"""TensorTidy: finds, explains and fixes resource leaks in PyTorch, TensorFlow and Keras code."""

__version__ = "0.1.0"
