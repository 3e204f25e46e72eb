"""One helper remembers what it is given, one only looks, one fills a list of the caller's."""

SEEN = []


def remember(value):  #? effects is keeps value
    SEEN.append(value)


def look(value):  #? effects is prints
    print(value.shape)
