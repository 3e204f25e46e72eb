"""One that is there is left alone."""
#! infer-input-signatures

import tensorflow as tf


@tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
def double(x):  #? graph tensor, stays: has-no-primitive-parameters
    return x * 2


double(tf.ones([3]))
