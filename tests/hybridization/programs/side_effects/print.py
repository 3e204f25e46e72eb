"""In a graph ``print`` prints while it is traced, and never again."""

import tensorflow as tf


def report(x):  #? eager tensor effects, stays: has-python-side-effects
    print(x)
    return x * 2


report(tf.constant(1.0))
