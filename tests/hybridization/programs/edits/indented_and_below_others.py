"""A new decorator stands below the others, at their indentation; comments stay where they are."""

import functools

import tensorflow as tf


class Net:
    # doubles
    @functools.wraps(print)  # remembered
    #+ @tf.function
    def double(self, x):  #? eager tensor, P1
        return x * 2  # twice


Net().double(tf.constant(1.0))
