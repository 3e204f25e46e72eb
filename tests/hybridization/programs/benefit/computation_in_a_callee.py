"""What a callee computes counts."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


#+ @tf.function
def same(x):  #? eager tensor, P1
    return double(x)


same(tf.constant(1.0))
