"""Truncates a chain of states."""


def truncate(states):  #? effects is detaches states; returns is None
    states.detach_()
