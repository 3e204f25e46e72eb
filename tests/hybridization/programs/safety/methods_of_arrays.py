"""A NumPy array that is handed to a graph function becomes a tensor, which lacks the array's methods."""

import numpy as np
import tensorflow as tf


def scaled(x):  #? eager tensor, stays: has-numpy-calls-on-parameters
    return tf.constant(1.0) * x.astype("float32")


scaled(np.ones(3))
