"""Calls with different dtypes have no signature in common."""
#! infer-input-signatures

import tensorflow as tf


@tf.function
def double(x):  #? graph tensor, stays: has-no-primitive-parameters
    return x * 2


double(tf.constant([1]))
double(tf.constant([1.0]))
