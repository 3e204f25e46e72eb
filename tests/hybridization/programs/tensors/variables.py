"""Variables are tensors as far as parameters go."""

import tensorflow as tf


#+ @tf.function
def double(v):  #? eager tensor, P1
    return v * 2


double(tf.Variable([1.0, 2.0]))
