"""A function of the program empties the list that it is given, in each iteration."""


def flush(entries, path):
    with open(path, "a") as target:
        target.write(str(entries))
    del entries[:]


def record(stream, path):
    pending = []
    for value in stream:
        pending.append(value)  #? growth of pending is cleared
        flush(pending, path)
