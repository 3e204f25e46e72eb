"""Assigning to a ``tf.Variable`` is an operation."""

import tensorflow as tf

v = tf.Variable(1.0)


#+ @tf.function
def step(x):  #? eager tensor, P1
    v.assign_add(x)


step(tf.constant(1.0))
