"""Static methods have no receiver, class methods have the class."""

import tensorflow as tf


class Ops:
    @staticmethod
    #+ @tf.function
    def double(x):  #? eager tensor, P1
        return x * 2

    @classmethod
    #+ @tf.function
    def triple(cls, x):  #? eager tensor, P1
        return x * 3


Ops.double(tf.constant(1.0))
Ops().double(tf.constant(1.0))
Ops.triple(tf.constant(1.0))
