"""Unless signatures are asked for, nothing is to be done."""

import tensorflow as tf


@tf.function
def double(x):  #? graph tensor, stays: has-no-primitive-parameters
    return x * 2


double(tf.ones([3, 2]))
