"""A tensor that a function sees around it is not handed to it."""

import tensorflow as tf


def f():  #? eager, stays: has-no-tensor-parameters
    return x**2 + y


x = tf.constant([-2, -3])
y = tf.Variable([3, -2])
f()
