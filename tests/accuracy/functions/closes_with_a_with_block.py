"""A with block over a parameter closes it at its end, also where another function has the block."""


def drain(source):  #? effects is closes source
    with source:
        return source.read()


def read_all(first, second):  #? effects is closes first, closes second
    return drain(first) + drain(second)
