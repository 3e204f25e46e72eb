"""Without any parameter too."""

import tensorflow as tf


@tf.function  #-
def ones():  #? graph, P2
    return tf.ones([2])


ones()
