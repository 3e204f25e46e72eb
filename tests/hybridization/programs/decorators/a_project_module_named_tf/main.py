"""A module of the project that is called ``tf`` is not TensorFlow."""

import tf


@tf.function
def double(x):  #? eager literal, stays: has-no-tensor-parameters has-primitive-parameters
    return x * 2


double(tf.constant(1.0))
