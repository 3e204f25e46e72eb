"""What a stack in a with block is given is closed with it, in a loop too."""

from contextlib import ExitStack


def join(paths):
    lines = []
    with ExitStack() as stack:
        for path in paths:
            part = stack.enter_context(open(path))  #? owner of part is with
            lines.append(part.readline())
    return lines  #? lines is container of string
