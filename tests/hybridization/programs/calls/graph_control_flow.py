"""``tf.cond`` and ``tf.while_loop`` call what they are given."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return [x * 2]


#+ @tf.function
def is_small(x):  #? eager tensor, P1
    return x < 100.0


tf.while_loop(is_small, double, [tf.constant(1.0)])
