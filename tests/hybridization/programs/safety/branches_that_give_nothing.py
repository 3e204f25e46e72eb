"""Where a tensor decides whether there is something to return, a graph cannot tell what comes out."""

import tensorflow as tf


def positive(x):  #? eager tensor, stays: currently-not-handled
    if tf.reduce_sum(x) > 0:
        return x


def halved(x):  #? eager tensor, stays: currently-not-handled
    if tf.reduce_sum(x) > 0:
        half = x / 2
    return half


#+ @tf.function
def clipped(x):  #? eager tensor, P1
    if tf.reduce_sum(x) > 0:
        return x
    return -x


for step in (positive, halved, clipped):
    step(tf.constant([1.0]))
