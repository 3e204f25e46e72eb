"""A size that the function reads as a number cannot be left open."""
#! infer-input-signatures

import tensorflow as tf


@tf.function
def mean(x):  #? graph tensor, stays: has-unresolved-statically-read-axes
    return tf.reduce_sum(x) / x.shape[0]


mean(tf.ones([3]))
mean(tf.ones([4]))
