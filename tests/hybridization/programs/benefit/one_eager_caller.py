"""One eager caller is enough for a gain."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


@tf.function
def quadruple(x):
    return double(double(x))


quadruple(tf.constant(1.0))
double(tf.constant(1.0))
