"""Three ways to write a cut; one of them cuts nothing."""


def cut(value):
    return value.detach()


def no_cut(value):  #? returns is parameter value; effects is none
    value.detach()
    return value


def cut_all(values):
    return [value.detach() for value in values]
