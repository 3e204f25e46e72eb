"""Tensors are found at any depth."""

import tensorflow as tf


#+ @tf.function
def first(xs):  #? eager tensor, P1
    return xs[0][0] + 1


first(((tf.constant(1.0),), [tf.constant(2.0)]))
