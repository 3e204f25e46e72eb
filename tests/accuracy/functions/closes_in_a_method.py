"""A method closes what it is given; that it closes its own attribute concerns no parameter."""


class Journal:
    def __init__(self, path):
        self.target = open(path, "a")  #? owner of self.target is object

    def shut(self):  #? effects is none
        self.target.close()

    def swallow(self, other):  #? effects is closes other
        self.target.write(other.read())
        other.close()
