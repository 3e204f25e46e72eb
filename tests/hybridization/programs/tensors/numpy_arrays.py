"""NumPy arrays become tensors when they are handed to a graph function."""

import numpy as np
import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return tf.multiply(x, 2)


double(np.ones((2, 2)))
