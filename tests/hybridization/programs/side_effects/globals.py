"""A function that counts its calls in a global variable counts traces in a graph."""

import tensorflow as tf

calls = 0


def double(x):  #? eager tensor effects, stays: has-python-side-effects
    global calls
    calls += 1
    return x * 2


double(tf.constant(1.0))
