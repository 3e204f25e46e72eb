"""Where nothing says what one parameter is, it may be a number: the function is left alone."""

import tensorflow as tf


def padded(x, width):  #? eager tensor literal?, stays: undeterminable-primitive-parameter, told
    return tf.pad(x, [[0, width]])
