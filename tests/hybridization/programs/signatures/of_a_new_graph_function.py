"""A function that becomes a graph gets its signature at once."""
#! infer-input-signatures

import tensorflow as tf


#+ @tf.function(input_signature=[tf.TensorSpec(shape=[2], dtype=tf.int32), tf.TensorSpec(shape=[], dtype=tf.float32)])
def scaled(x, factor):  #? eager tensor, P1
    return tf.cast(x, tf.float32) * factor


scaled(tf.constant([1, 2]), tf.constant(0.5))
