"""A graph is made for each number that a function is called with."""

import tensorflow as tf


def power(x, n):  #? eager tensor literal, stays: has-primitive-parameters
    return x**n


power(tf.constant(2.0), 3)
