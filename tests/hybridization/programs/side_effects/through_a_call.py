"""What a function calls counts for it."""

import tensorflow as tf


def log(x):  #? eager tensor effects, stays: has-python-side-effects
    print(x)


def double(x):  #? eager tensor effects, stays: has-python-side-effects
    log(x)
    return x * 2


double(tf.constant(1.0))
