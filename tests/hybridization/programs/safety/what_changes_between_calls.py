"""A graph keeps the number that it found when it was traced."""

import tensorflow as tf


class Schedule:
    def __init__(self):
        self.step = 0

    def advance(self):  #? eager effects, stays: has-no-tensor-parameters has-python-side-effects
        self.step += 1

    def scaled(self, x):  #? eager tensor, stays: currently-not-handled
        return x * self.step


schedule = Schedule()
schedule.advance()
schedule.scaled(tf.constant(1.0))
