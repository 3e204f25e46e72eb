"""A private helper that is imported by name."""


def _size():
    return 12
