"""unittest calls the methods of its test cases."""

import unittest

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


class TestOps(unittest.TestCase):
    def test_double(self):
        self.assertEqual(double(tf.constant(1.0)), 2)
