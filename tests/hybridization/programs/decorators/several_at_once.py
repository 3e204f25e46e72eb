"""One graph decorator among others makes a graph function; all of it goes when it becomes eager."""

import functools

import tensorflow as tf


@functools.lru_cache
@tf.function  #-
def twice(n):  #? graph literal, P2
    return n * 2


twice(3)
