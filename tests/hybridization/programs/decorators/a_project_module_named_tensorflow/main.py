"""Python finds a file ``tensorflow.py`` beside a script before the library."""

import tensorflow as tf


@tf.function
def double(x):  #? eager literal, stays: has-no-tensor-parameters has-primitive-parameters
    return x * 2


double(tf.constant(1.0))
