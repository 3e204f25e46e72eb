"""Two functions that call each other are both recursive, the one that starts them is not."""


def even(count):  #? effects is recursive; returns is number
    return 1 if count == 0 else odd(count - 1)


def odd(count):  #? effects is recursive
    return 0 if count == 0 else even(count - 1)


def start(count):  #? effects is none
    return even(count)
