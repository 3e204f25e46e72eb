"""What only a graph function calls is traced with it."""

import tensorflow as tf


def double(x):  #? eager tensor, stays: has-covered-callers
    return x * 2


@tf.function
def quadruple(x):  #? graph tensor, stays: has-no-primitive-parameters
    return double(double(x))


quadruple(tf.constant(1.0))
