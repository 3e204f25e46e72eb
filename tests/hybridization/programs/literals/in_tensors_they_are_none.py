"""A number in a tensor is a tensor's."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


double(tf.constant(5))
