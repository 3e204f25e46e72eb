"""Taking the next element of an iterator is no side effect of Python's."""

import tensorflow as tf


#+ @tf.function
def step(iterator, scale):  #? eager tensor, P1
    return next(iterator) * scale


step(iter(tf.data.Dataset.range(3)), tf.constant(2, tf.int64))
