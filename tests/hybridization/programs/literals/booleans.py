"""Booleans make two graphs at most, and do not count."""

import tensorflow as tf


#+ @tf.function
def forward(x, training):  #? eager tensor, P1
    return x * 2 if training else x + 1


forward(tf.constant(2.0), True)
