"""What is counted to is a Python number."""

import tensorflow as tf


def repeated(x, times):  #? eager tensor literal, stays: has-primitive-parameters, told
    for _ in range(times):
        x = tf.nn.relu(x)
    return x
