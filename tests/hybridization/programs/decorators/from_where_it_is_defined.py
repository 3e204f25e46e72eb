"""The decorator, imported from the module of TensorFlow that defines it."""

import tensorflow as tf
from tensorflow.python.eager.def_function import function


@function
def double(x):  #? graph tensor, stays: has-no-primitive-parameters, told
    return x * 2


double(tf.constant(1.0))
