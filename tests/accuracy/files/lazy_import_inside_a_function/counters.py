"""The light file, with a function of the same name."""


def Thing():
    return 7
