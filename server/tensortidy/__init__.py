"""TensorTidy: finds, explains and fixes resource leaks in PyTorch, TensorFlow and Keras code."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("tensortidy")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0+unknown"
