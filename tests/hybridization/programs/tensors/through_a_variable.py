"""A tensor is followed through the variables that hold it."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


a = tf.constant([1.0])
b = a
double(b)
