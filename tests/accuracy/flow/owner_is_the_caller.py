"""A handle that is returned or yielded is the caller's; returning its text leaves it open."""


def log_of(name):
    target = open(f"{name}.log", "a")  #? owner of target is caller
    target.write("start")
    return target


def parts(paths):
    for path in paths:
        part = open(path)  #? owner of part is caller
        yield part


def text_of(path):
    source = open(path)  #? owner of source is nobody
    return source.read()
