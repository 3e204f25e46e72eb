"""Side effects stand in the text, called or not."""

import tensorflow as tf


def report(x):  #? eager tensor effects, stays: has-python-side-effects, told
    print(tf.reduce_mean(x))
