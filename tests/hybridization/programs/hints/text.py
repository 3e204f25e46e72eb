"""A forward reference is read."""

import tensorflow as tf


#+ @tf.function
def double(x: "tf.Tensor") -> "tf.Tensor":  #? eager tensor, P1, told
    return x * 2
