"""Tensors and no literals: well as it is."""

import tensorflow as tf


@tf.function
def double(x):  #? graph tensor, stays: has-no-primitive-parameters
    return x * 2


double(tf.constant(2.0))
