"""Unless tests are not to be taken for calls."""
#! no-test-entry-points no-speculative

import tensorflow as tf


def double(x):  #? eager tensor? literal? effects? recursive?, stays: cant-approximate-recursion undeterminable-primitive-parameter undeterminable-side-effects undeterminable-tensor-parameter
    return x * 2


def test_double():
    assert double(tf.constant(1.0)) == 2
