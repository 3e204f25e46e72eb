"""A variable that is assigned anew is the function's own."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    x = x + x
    return x


double(tf.constant(1.0))
