"""One helper closes what it gets, the other one only reads it."""


def finish(handle):  #? effects is closes handle
    handle.close()


def first_line(handle):
    return handle.readline()
