"""A file given to a helper is closed or not, as the helper's text says."""

from files import finish, first_line


def shut(path):
    source = open(path)  #? owner of source is closed
    amount = len(source.read())
    finish(source)
    return amount


def left_open(path):
    source = open(path)  #? owner of source is nobody
    return first_line(source).strip()  #? first_line(source) is string
