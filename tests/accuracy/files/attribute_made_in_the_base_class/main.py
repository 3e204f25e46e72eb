"""self.net comes from the base class in another file; self.head is replaced by a number here."""

from base import Learner


class Clipped(Learner):
    def __init__(self, size):
        super().__init__(size)
        self.head = 0.5

    def go(self, rows):
        mid = self.net(rows)  #? mid is graph tensor
        top = self.head  #? top is number
        helper = self.rule  #? helper is optimizer
        return mid * top, helper
