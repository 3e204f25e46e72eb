"""With side effects it stays what it is, and is warned of."""

import tensorflow as tf


@tf.function
def power(x, n):  #? graph tensor literal effects, stays: has-python-side-effects, warned
    print(n)
    return x**n


power(tf.constant(2.0), 2)
