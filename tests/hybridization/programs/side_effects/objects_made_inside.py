"""An object that is made inside is written to by its constructor, which changes nothing outside."""

import tensorflow as tf


class Pair:
    def __init__(self, a, b):  #? eager tensor effects, stays: has-python-side-effects
        self.a = a
        self.b = b


#+ @tf.function
def total(x):  #? eager tensor, P1
    pair = Pair(x, x)
    return pair.a + pair.b


total(tf.constant(1.0))
