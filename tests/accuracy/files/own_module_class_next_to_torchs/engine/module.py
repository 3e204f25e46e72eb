"""A part of the application that can be switched on."""


class Module:
    def __init__(self):
        self.parts = []

    def train(self):
        return self
