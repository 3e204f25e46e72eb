"""close() closes what the name holds now, the handle it held before stays open."""


def compare(left, right):
    source = open(left)  #? owner of source is nobody
    first = source.read()
    source = open(right)  #? owner of source is closed
    second = source.read()
    source.close()
    return first == second
