"""A stack that is neither in a with block nor closed closes nothing of what it was given."""

from contextlib import ExitStack


def first_line(path):
    stack = ExitStack()
    source = stack.enter_context(open(path))  #? owner of source is nobody
    return source.readline()
