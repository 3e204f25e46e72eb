"""A number that a function sees around it is not handed over."""

import tensorflow as tf

FACTOR = 3


#+ @tf.function
def scaled(x):  #? eager tensor, P1
    return x * FACTOR


scaled(tf.constant(1.0))
