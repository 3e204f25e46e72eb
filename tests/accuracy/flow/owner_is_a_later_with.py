"""A handle that is opened first and given to a with statement afterwards."""

import gzip


def read(path, packed):
    source = gzip.open(path, "rt") if packed else open(path)  #? owner of source is with
    with source:
        return source.read()
