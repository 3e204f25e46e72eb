"""A function that calls itself: what the paths without a call give is what it gives."""


def depth(tree):  #? returns is number; effects is recursive
    if not tree:
        return 0
    return 1 + depth(tree[0])


levels = depth([[[]]])  #? levels is number
