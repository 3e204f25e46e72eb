"""``tf.function(f)`` leaves ``f`` itself as it is: its own calls are eager."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


fast = tf.function(double)
fast(tf.constant(1.0))
