"""A ``global`` that is not written to changes nothing."""

import tensorflow as tf

factor = tf.constant(2.0)


#+ @tf.function
def double(x):  #? eager tensor, P1
    global factor
    return x * factor


double(tf.constant(1.0))
