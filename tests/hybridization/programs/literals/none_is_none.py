"""None is no literal: there is one graph for it."""

import tensorflow as tf


#+ @tf.function
def masked(x, mask):  #? eager tensor, P1
    return x if mask is None else x * mask


masked(tf.constant(2.0), None)
