"""Comprehensions make lists of what they compute."""

import tensorflow as tf


#+ @tf.function
def total(xs):  #? eager tensor, P1
    return tf.add_n(xs)


total([tf.ones([2]) * i for i in range(3)])
