"""A call that is expected to fail is no evidence of what is handed over."""
#! infer-input-signatures

import pytest
import tensorflow as tf


@tf.function  #-
#+ @tf.function(input_signature=[tf.TensorSpec(shape=[2], dtype=tf.float32)])
def double(x):  #? graph tensor, P4
    return x * 2


def test_double():
    double(tf.ones([2]))
    with pytest.raises(ValueError):
        double(tf.constant(["a"]))
