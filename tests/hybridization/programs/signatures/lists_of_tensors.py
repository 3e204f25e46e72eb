"""A list of one length is a list of specs."""
#! infer-input-signatures

import tensorflow as tf


@tf.function  #-
#+ @tf.function(input_signature=[[tf.TensorSpec(shape=[2], dtype=tf.float32), tf.TensorSpec(shape=[2], dtype=tf.float32)]])
def total(xs):  #? graph tensor, P4
    return tf.add_n(xs)


total([tf.ones([2]), tf.zeros([2])])
