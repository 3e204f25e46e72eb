"""A starred tuple fills the parameters one by one."""

import tensorflow as tf


#+ @tf.function
def add(a, b):  #? eager tensor, P1
    return a + b


pair = (tf.constant(1.0), tf.constant(2.0))
add(*pair)
add(**{"a": pair[0], "b": pair[1]})
