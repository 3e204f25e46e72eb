"""The handle is lent to the with block of the caller and closed when that ends."""

from contextlib import contextmanager


@contextmanager
def journal(path):
    target = open(path, "a")  #? owner of target is closed
    try:
        yield target
    finally:
        target.close()


with journal("run.log") as log:
    log.write("start")  #? log is open handle
