"""Keeps the tensor itself, or only prints its number."""


class Meter:
    def __init__(self):
        self.last = None
        self.start = "value"

    def hold(self, value):  #? effects is keeps value
        self.last = value

    def show(self, value):  #? effects is prints
        print(f"{self.start} {value.item():.3f}")
