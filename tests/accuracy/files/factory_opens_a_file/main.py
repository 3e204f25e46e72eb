"""A file that another file's function opened is an open handle for its caller too."""

from places import open_log


def note(path, text):
    log = open_log(path)  #? log is open handle
    log.write(text)
    log.close()


def note_safely(path, text):
    with open_log(path) as log:
        log.write(text)  #? log is open handle
