"""What a callee makes and returns is as good as one's own."""

import tensorflow as tf


def empty():  #? eager, stays: has-no-tensor-parameters
    return {}


#+ @tf.function
def double(x):  #? eager tensor, P1
    found = empty()
    found["x"] = x * 2
    return found["x"]


double(tf.constant(1.0))
