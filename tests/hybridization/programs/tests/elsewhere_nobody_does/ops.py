"""In a file by another name nobody calls a function named ``test``."""
#! no-speculative

import tensorflow as tf


def double(x):  #? eager tensor? literal? effects? recursive?, stays: cant-approximate-recursion undeterminable-primitive-parameter undeterminable-side-effects undeterminable-tensor-parameter
    return x * 2


def test_double():  #? eager literal? effects? recursive?, stays: cant-approximate-recursion has-no-tensor-parameters undeterminable-primitive-parameter undeterminable-side-effects
    assert double(tf.constant(1.0)) == 2
