"""A number is followed through the variable that holds it."""

import tensorflow as tf


def power(x, n):  #? eager tensor literal, stays: has-primitive-parameters
    return x**n


b = 5
power(tf.constant(2.0), b)
