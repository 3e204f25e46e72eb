"""Zipped datasets give tuples."""

import tensorflow as tf


#+ @tf.function
def add(a, b):  #? eager tensor, P1
    return a + b


one, other = tf.data.Dataset.range(3), tf.data.Dataset.range(3)
for a, b in tf.data.Dataset.zip((one, other)):
    add(a, b)
