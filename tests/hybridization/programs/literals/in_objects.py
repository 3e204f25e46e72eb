"""An object that keeps a number holds a literal."""

import tensorflow as tf


class Options:
    def __init__(self, rate):
        self.rate = rate


def scaled(x, options):  #? eager tensor literal, stays: has-primitive-parameters
    return x * options.rate


scaled(tf.constant(1.0), Options(0.5))
