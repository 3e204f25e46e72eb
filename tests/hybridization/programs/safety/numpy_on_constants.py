"""NumPy may compute with what is no tensor: dtypes, shapes, constants."""

import numpy as np
import tensorflow as tf


#+ @tf.function
def scaled(x):  #? eager tensor, P1
    count = np.prod(x.shape)
    return x * np.sqrt(2.0) / tf.cast(count, x.dtype)


scaled(tf.constant([1.0]))
