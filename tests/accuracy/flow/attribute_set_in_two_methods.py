"""An attribute that every method sets to a number is a number wherever it is read."""


class Meter:
    def __init__(self):
        self.value = 0.0
        self.name = "meter"

    def update(self, output):
        self.value = float(output)

    def show(self):
        return self.name, self.value  #? self.value is number; self.name is string
