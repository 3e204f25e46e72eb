"""A class of the program that only bears the name of an optimizer is none."""


class Adam:  #? instance is unknown
    def __init__(self, rate):
        self.rate = rate

    def step(self):
        return self.rate


adam = Adam(0.1)
print(adam)  #? adam is unknown
print(adam.step())  #? adam.step() is number
