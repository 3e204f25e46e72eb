"""One decorator switches gradients off, the other one only has the name for it."""

import functools

import torch


def quietly(call):
    @functools.wraps(call)
    def inner(*args, **kwargs):
        with torch.no_grad():
            return call(*args, **kwargs)

    return inner


def no_grad(call):
    call.is_scoring = True
    return call
