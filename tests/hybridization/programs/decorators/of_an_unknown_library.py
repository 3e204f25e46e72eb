"""A decorator of an unknown library is taken to leave a function as it is, which is told."""

import gin
import tensorflow as tf


@gin.configurable
#+ @tf.function
def double(x):  #? eager tensor, P1, told
    return x * 2


double(tf.constant(1.0))
