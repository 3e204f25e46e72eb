"""A list of the object keeps what is appended; the number that float() copies out is not kept."""


class Replay:
    def __init__(self):
        self.steps = []
        self.gains = []

    def push(self, state, gain):  #? effects is keeps state
        self.steps.append((state, len(self.steps)))
        self.gains.append(float(gain))

    def last(self):
        return self.gains[-1]  #? self.gains is container of number
