"""A signature that refuses what calls hand over is warned of."""
#! infer-input-signatures

import tensorflow as tf


@tf.function(input_signature=[tf.TensorSpec([2], tf.float32)])
def double(x):  #? graph tensor, stays: has-no-primitive-parameters, warned
    return x * 2


double(tf.ones([3]))
