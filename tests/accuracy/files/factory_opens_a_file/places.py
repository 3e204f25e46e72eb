"""Opens files for others."""


def open_log(path):
    target = open(path, "a")  #? owner of target is caller
    return target
