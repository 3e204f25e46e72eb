"""What a model remembers in Python is remembered once."""

import tensorflow as tf


class Counter:
    def __init__(self):
        self.count = 0

    def __call__(self, x):  #? eager tensor effects, stays: has-python-side-effects
        self.count += 1
        return x * 2


Counter()(tf.constant(1.0))
