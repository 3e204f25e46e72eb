"""A list of tensors is a tensor parameter."""

import tensorflow as tf


#+ @tf.function
def total(xs):  #? eager tensor, P1
    return tf.add_n(xs)


total([tf.ones([2]), tf.ones([2])])
