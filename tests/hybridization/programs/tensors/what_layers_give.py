"""Layers and models give tensors."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


dense = tf.keras.layers.Dense(2)
double(dense(tf.ones([1, 2])))
