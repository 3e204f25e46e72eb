"""A method that calls itself on self is recursive; the same name on another object is none."""


class Tree:
    def __init__(self, parts):
        self.parts = parts

    def size(self, limit):  #? effects is recursive; returns is number
        if limit == 0:
            return 0
        return 1 + self.size(limit - 1)


class Forest:
    def __init__(self):
        self.tree = Tree([])

    def size(self, limit):  #? effects is none; returns is number
        return self.tree.size(limit)
