"""A setter keeps its argument, a method that stores a number of it does not."""


class Meter:
    def hold(self, value):  #? effects is keeps value
        self.newest = value

    def note(self, value):  #? effects is none; returns is None
        self.count = len(value)

    def read(self):  #? returns is number
        return self.count
