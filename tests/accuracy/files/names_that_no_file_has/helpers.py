"""Has one public function, and loads the rest when asked."""

import importlib


def present():
    return 1.5


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    return getattr(importlib.import_module("extras_" + name), name)
