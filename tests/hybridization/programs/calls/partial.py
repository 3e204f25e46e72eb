"""``functools.partial`` remembers arguments."""

import functools

import tensorflow as tf


def scaled(factor, x):  #? eager tensor literal, stays: has-primitive-parameters
    return x * factor


double = functools.partial(scaled, 2)
double(tf.constant(1.0))
