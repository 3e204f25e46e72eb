"""Where ranks differ, any shape is taken."""
#! infer-input-signatures

import tensorflow as tf


@tf.function  #-
#+ @tf.function(input_signature=[tf.TensorSpec(shape=None, dtype=tf.float32)])
def double(x):  #? graph tensor, P4
    return x * 2


double(tf.constant([1.0]))
double(tf.constant(1.0))
