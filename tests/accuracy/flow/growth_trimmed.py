"""Deleting all but the last ones, or slicing them off, bounds a list."""


def watch(stream):
    recent, latest = [], []
    for value in stream:
        recent.append(value)  #? growth of recent is bounded
        latest.append(value)  #? growth of latest is bounded
        del recent[:-50]
        latest = latest[-50:]
    return recent, latest
