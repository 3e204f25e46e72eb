"""Calling an object calls its ``__call__``."""

import tensorflow as tf


class Doubler:
    #+ @tf.function
    def __call__(self, x):  #? eager tensor, P1
        return x * 2


double = Doubler()
double(tf.constant(1.0))
