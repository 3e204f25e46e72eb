"""A list that a function makes is its own to change."""

import tensorflow as tf


#+ @tf.function
def powers(x):  #? eager tensor, P1
    found = []
    for _ in range(3):
        found.append(x)
        x = x * x
    return tf.stack(found)


powers(tf.constant(1.0))
