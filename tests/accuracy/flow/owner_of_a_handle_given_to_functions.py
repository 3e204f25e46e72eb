"""One function of the program closes what it is given, one only reads, json.dump closes nothing."""

import json


def finish(handle):
    handle.write("done")
    handle.close()


def peek(handle):
    return handle.readline()


def work(path, rows):
    log = open(path, "a")  #? owner of log is closed
    finish(log)
    source = open(path)  #? owner of source is nobody
    target = open(path + ".json", "w")  #? owner of target is nobody
    json.dump(rows, target)
    return peek(source)
