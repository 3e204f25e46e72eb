"""An inner function that adds to the parameter of its outer one changes what that was given."""


def gather(found, tree):  #? effects is mutates found, keeps tree
    def add(entry):
        found.append(entry)

    add(tree)


def plan(found, tree):  #? effects is none
    def add(entry):
        found.append(entry)

    waiting = [add, tree]
    return len(waiting)
