"""Stands in for torch in tests: makes lists, not tensors."""


def tensor(values):
    return list(values)


def zeros(amount):
    return [0.0] * amount


def no_grad():
    return open("/dev/null", "w")
