"""A graph function stays one where only calls that nothing calls give it literals."""

import tensorflow as tf


@tf.function
def scaled(x, factor):  #? graph tensor literal?, stays: undeterminable-primitive-parameter, told
    return x * factor


def unused():
    return scaled(tf.constant(1.0), 2)
