"""A decorator over several lines goes with all of its arguments."""

import tensorflow as tf


@tf.function(  #-
    jit_compile=True,  # compiled  #-
)  #-
def power(x, n):  #? graph tensor literal, P3
    return x**n


power(tf.constant(2.0), 2)
