"""It stands after the arguments that are there."""
#! infer-input-signatures

import tensorflow as tf


@tf.function(jit_compile=True)  #-
#+ @tf.function(jit_compile=True, input_signature=[tf.TensorSpec(shape=[2], dtype=tf.float32)])
def double(x):  #? graph tensor, P4
    return x * 2


double(tf.constant([1.0, 2.0]))
