"""A graph function without tensors is traced anew for each value: it becomes eager."""

import tensorflow as tf


@tf.function  #-
def square(n):  #? graph literal, P2
    return n * n


square(3)
