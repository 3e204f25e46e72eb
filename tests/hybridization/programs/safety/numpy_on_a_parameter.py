"""NumPy cannot compute with a tensor of a graph."""

import numpy as np
import tensorflow as tf


def mean(x):  #? eager tensor, stays: has-numpy-calls-on-parameters
    y = x * 2
    return tf.constant(np.mean(y))


mean(tf.constant([1.0]))
