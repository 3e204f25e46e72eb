"""A text is a name."""

import tensorflow as tf


#+ @tf.function
def root(x):  #? eager tensor, P1
    return tf.sqrt(x, "root") + tf.reduce_sum(x, name="total")


root(tf.constant([1.0]))
