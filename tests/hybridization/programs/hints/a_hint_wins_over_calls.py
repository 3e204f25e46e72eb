"""A hint holds although a call hands over numbers, which are literals all the same."""

import tensorflow as tf


def double(x: tf.Tensor):  #? eager tensor literal, stays: has-primitive-parameters, told
    return x * 2


double((1, 2))
