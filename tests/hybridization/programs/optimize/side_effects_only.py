"""Side effects in a graph function are warned of."""

import tensorflow as tf


@tf.function
def report(x):  #? graph tensor effects, stays: has-no-primitive-parameters has-python-side-effects, warned
    print(x)
    return x * 2


report(tf.constant(2.0))
