"""Arguments of the decorator do not matter: it is a graph function, and well as it is."""

import tensorflow as tf


@tf.function(reduce_retracing=True)
def double(x):  #? graph tensor, stays: has-no-primitive-parameters
    return x * 2


double(tf.constant(1.0))
