"""``tf.map_fn`` calls a function with the rows of a tensor."""

import tensorflow as tf


#+ @tf.function
def norm(row):  #? eager tensor, P1
    return tf.norm(row)


tf.map_fn(norm, tf.ones([3, 2]))
