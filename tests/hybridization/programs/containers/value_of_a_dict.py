"""What stands under a key is told apart from what stands under others."""

import tensorflow as tf

batch = {"x": tf.constant(1.0), "n": 3}


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


def count(n):  #? eager literal, stays: has-no-tensor-parameters has-primitive-parameters
    return n


double(batch["x"])
count(batch["n"])
