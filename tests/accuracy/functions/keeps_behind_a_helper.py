"""A function keeps what it gives to another one that keeps it; the caller's list is changed."""

SHELF = {}


def store(value):  #? effects is keeps value
    SHELF["newest"] = value


def note(value):  #? effects is keeps value
    newest = value
    store(newest)


def collect(rows, value):  #? effects is mutates rows, keeps value
    rows.insert(0, value)
