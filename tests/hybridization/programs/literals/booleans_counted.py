"""Unless they are asked to count."""
#! literal-booleans

import tensorflow as tf


def forward(x, training):  #? eager tensor literal, stays: has-primitive-parameters
    return x * 2 if training else x + 1


forward(tf.constant(2.0), True)
