"""A branch that raises does so while it is traced; loops of Python end where Python says, those of graphs keep no lists."""

import tensorflow as tf


def checked(x):  #? eager tensor, stays: currently-not-handled
    if tf.reduce_any(x < 0):
        raise ValueError("negative")
    return tf.sqrt(x)


def until(x):  #? eager tensor, stays: currently-not-handled
    for _ in range(10):
        x = x + 1
        if x > 5:
            break
    return x


def collected(x):  #? eager tensor, stays: currently-not-handled
    rows = []
    for _ in tf.range(3):
        rows.append(x * 2)
    return tf.stack(rows)


def perhaps(x):  #? eager tensor, stays: currently-not-handled
    y = None
    if x > 0:
        y = x
    return y


def lengthened(x):  #? eager tensor, stays: currently-not-handled
    while tf.reduce_sum(x) < 5:
        x = tf.concat([x, x], 0)
    return x


lengthened(tf.ones([1]))
for function in (checked, until, collected, perhaps):
    function(tf.constant(1.0))
