"""What is compared with a text is a text."""

import tensorflow as tf


def activated(x, kind):  #? eager tensor literal, stays: has-primitive-parameters, told
    if kind == "relu":
        return tf.nn.relu(x)
    return tf.nn.tanh(x)
