"""The way back into the first file."""

import walk


def enter(branch):  #? effects is recursive
    if isinstance(branch, list):
        return walk.walk(branch)
    return branch
