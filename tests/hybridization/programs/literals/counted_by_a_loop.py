"""The numbers that a loop counts make a graph each."""

import tensorflow as tf


def at(x, i):  #? eager tensor literal, stays: has-primitive-parameters
    return x * i


for i in range(10):
    at(tf.constant(1.0), i)
