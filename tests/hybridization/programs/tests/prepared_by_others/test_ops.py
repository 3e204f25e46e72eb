"""What a test prepares stands on the object that the test is a method of; unittest's classes may have any name."""

import unittest

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


#+ @tf.function
def triple(x):  #? eager tensor, P1
    return x * 3


class Doubling(unittest.TestCase):
    def setUp(self):  #? eager effects, stays: has-no-tensor-parameters has-python-side-effects
        self.x = tf.constant(1.0)

    def test_double(self):
        double(self.x)


class TestTriple:
    def setup_method(self):
        self.x = tf.constant(1.0)

    def test_triple(self):
        triple(self.x)
