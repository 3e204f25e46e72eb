"""An import inside a function hides the file's own import there and nowhere else."""

from counters import Thing


def build():  #? returns is module
    from nets import Thing

    return Thing()


outside = Thing()  #? outside is number
inside = build()  #? inside is module
