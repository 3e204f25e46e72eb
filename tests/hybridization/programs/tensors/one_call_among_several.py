"""One call with a tensor makes it a tensor parameter, whatever the others hand over."""

import tensorflow as tf


def double(x):  #? eager tensor literal, stays: has-primitive-parameters
    return x * 2


double(tf.constant(5))
double(5)
