"""Arithmetic over a tensor gives a tensor."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


double(1.0 - tf.constant([1.0]) / 3)
double(-tf.constant([1.0]))
