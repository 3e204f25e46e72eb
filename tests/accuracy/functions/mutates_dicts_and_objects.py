"""Setting a key or an attribute of an argument changes it, through an inner container too."""


def tune(settings, speed):  #? effects is mutates settings, keeps speed
    settings.speed = speed


def count(table, key):  #? effects is mutates table
    table["seen"][len(key)] = 1


def merged(table, other):  #? effects is none; returns is container
    return {**table, **other}
