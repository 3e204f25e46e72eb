"""A graph function returns tensors, and containers of them."""

import tensorflow as tf


class Pair:
    def __init__(self, a):
        self.a = a


def paired(x):  #? eager tensor, stays: currently-not-handled
    return Pair(x * 2)


#+ @tf.function
def both(x):  #? eager tensor, P1
    return {"one": x, "other": (x * 2, None)}


paired(tf.constant(1.0))
both(tf.constant(1.0))
