"""What a function returns goes on to where it is called."""

import tensorflow as tf


def make():  #? eager, stays: has-no-tensor-parameters
    return tf.ones([2])


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


double(make())
