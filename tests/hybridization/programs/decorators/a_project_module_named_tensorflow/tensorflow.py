def function(f):
    return f


def constant(value):
    return value
