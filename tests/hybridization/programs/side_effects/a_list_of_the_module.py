"""A list of the module outlives the call."""

import tensorflow as tf

losses = []


def remember(x):  #? eager tensor effects, stays: has-python-side-effects
    losses.append(x * 2)


remember(tf.constant(1.0))
