"""What an uncalled function hands on is known, and told as such."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1, told
    return x * 2


def unused():  #? eager, stays: has-no-tensor-parameters, told
    return double(tf.constant(1.0))
