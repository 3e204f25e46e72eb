"""Nor has one that is handed on."""

import tensorflow as tf


def value(x):  #? eager tensor, stays: has-eager-only-calls
    return x.numpy()


def double(x):  #? eager tensor, stays: has-eager-only-calls
    return value(x * 2)


double(tf.constant(1.0))
