"""A body on the line of its ``def`` needs no line of its own."""

import tensorflow as tf


#+ @tf.function
def double(x): return x * 2


double(tf.constant(1.0))


#+ @tf.function
def triple(x):  #? eager tensor, P1
    return x * 3


triple(tf.constant(1.0))
