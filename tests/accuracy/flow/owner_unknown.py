"""In a list, captured, or given to code nobody can see: nobody knows who closes it."""


def watch(path, sinks, register):
    first = open(path)  #? owner of first is unknown
    sinks.append(first)
    second = open(path)  #? owner of second is unknown
    register(second)
    third = open(path)  #? owner of third is unknown
    return lambda: third.read()
