"""Lists in a dict grow; an inner function that nobody calls empties nothing."""

from collections import defaultdict


def gather(stream):
    groups = defaultdict(list)

    def forget():
        groups.clear()

    for key, value in stream:
        groups[key].append(value)  #? growth of groups is grows
    return groups
