"""The list of a default is made once: what is put into it outlives the call."""


def remember(value, seen=[]):  #? effects is mutates seen, keeps value
    seen.append(value)


def forget(value, seen=None):  #? effects is none; returns is None
    seen = []
    seen.append(value)
