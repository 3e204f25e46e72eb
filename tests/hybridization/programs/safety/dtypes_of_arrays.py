"""An array takes on the dtype of what it is computed with, eagerly; a graph makes one tensor of it."""

import numpy as np
import tensorflow as tf


def twice(x):  #? eager tensor, stays: has-conflicting-eager-dtype-coercions
    return x * tf.constant(2.0), x * tf.constant(2)


def summed(x, y):  #? eager tensor, stays: has-conflicting-eager-dtype-coercions
    return x + y


#+ @tf.function
def alike(x, y):  #? eager tensor, P1
    return tf.exp(x * y) + x * 2


twice(np.array([1, 2]))
summed(np.ones(2), tf.constant([1.0, 2.0]))
alike(np.ones(2, np.float32), tf.constant([1.0, 2.0]))
