"""A type hint says what no call does."""

import tensorflow as tf


#+ @tf.function
def double(x: tf.Tensor):  #? eager tensor, P1, told
    return x * 2
