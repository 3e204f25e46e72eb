"""A signature says what all calls have in common, so that there is one trace for all of them."""
#! infer-input-signatures

import tensorflow as tf


@tf.function  #-
#+ @tf.function(input_signature=[tf.TensorSpec(shape=[None, 2], dtype=tf.float32)])
def double(x):  #? graph tensor, P4
    return x * 2


double(tf.ones([3, 2]))
double(tf.ones([4, 2]))
