"""A module of the project hands the decorator on."""

import tensorflow as tf

from compat import function


@function
def double(x):  #? graph tensor, stays: has-no-primitive-parameters
    return x * 2


double(tf.constant(1.0))
