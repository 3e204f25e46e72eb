"""pytest calls tests, in files and by names of its own."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


def test_double():  #? eager, stays: has-no-tensor-parameters
    assert double(tf.constant(1.0)) == 2


class TestDouble:
    def test_twice(self):  #? eager, stays: has-no-tensor-parameters
        double(double(tf.constant(1.0)))
