"""A recursive graph function is warned of."""

import tensorflow as tf


@tf.function
def f(x):  #? graph tensor recursive, stays: has-no-primitive-parameters, warned
    return f(x + 1)


f(tf.constant(1.0))
