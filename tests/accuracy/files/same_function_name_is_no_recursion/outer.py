"""A function that calls another file's function of the same name does not call itself."""

import inner


def collect(rows):  #? effects is none; returns is number
    return inner.collect(rows) + 1
