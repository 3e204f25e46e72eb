"""An array is as wide as NumPy makes it."""
#! infer-input-signatures

import numpy as np
import tensorflow as tf


#+ @tf.function(input_signature=[tf.TensorSpec(shape=[2, 3], dtype=tf.float64)])
def double(x):  #? eager tensor, P1
    return tf.add(x, x)


double(np.ones((2, 3)))
