"""A clock is read once, and a file written once, while the graph is traced."""

import time

import tensorflow as tf


def timed(x):  #? eager tensor, stays: has-eager-only-calls
    start = time.time()
    return x * 2, time.time() - start


def logged(x):  #? eager tensor, stays: has-eager-only-calls
    with open("log.txt", "a") as log:
        log.write("step")
    return x * 2


timed(tf.constant(1.0))
logged(tf.constant(1.0))
