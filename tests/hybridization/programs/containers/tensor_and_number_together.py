"""A tuple of a tensor and a number is both: the number makes it trace anew."""

import tensorflow as tf


def scaled(pair):  #? eager tensor literal, stays: has-primitive-parameters
    return pair[0] * pair[1]


scaled((tf.constant(1.0), 2))
