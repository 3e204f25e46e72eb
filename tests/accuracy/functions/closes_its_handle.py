"""One function closes the handle that it is given, the other only what it opened itself."""


def finish(handle, text):  #? effects is closes handle
    handle.write(text)
    handle.close()


def copy(path):  #? effects is none; returns is string
    source = open(path)
    text = source.read()
    source.close()
    return text


def work(path):
    target = open(path, "w")  #? owner of target is closed
    finish(target, "done")
