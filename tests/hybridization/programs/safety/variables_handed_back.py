"""A graph function hands back the values of variables, and no optimizer takes these for variables."""

import tensorflow as tf

v = tf.Variable(1.0)


def with_gradient(x):  #? eager tensor, stays: currently-not-handled
    return [(x * 2, v)]


for gradient, variable in with_gradient(tf.constant(1.0)):
    variable.assign_sub(gradient)
