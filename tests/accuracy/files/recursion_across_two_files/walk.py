"""Two functions in two files call each other: both are recursive, though neither names itself."""

import visit


def walk(tree):  #? effects is recursive
    return [visit.enter(branch) for branch in tree]


def leaves(tree):  #? effects is none
    return len(tree)
