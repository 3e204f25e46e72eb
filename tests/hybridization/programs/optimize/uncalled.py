"""A graph function that nothing calls, and whose name says nothing, is left alone."""

import tensorflow as tf


@tf.function
def f(x):  #? graph tensor? literal?, stays: undeterminable-primitive-parameter undeterminable-tensor-parameter, told
    return x
