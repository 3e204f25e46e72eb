"""Python needs the value of a tensor where it compares, looks up or decides by itself, which autograph does not see."""

import tensorflow as tf


def largest(x):  #? eager tensor, stays: has-tensor-parameter-iteration
    return max(x, 0.0) * 2


def truth(x):  #? eager tensor, stays: currently-not-handled
    return x * 2 if bool(x) else x


def positive(xs):  #? eager tensor, stays: currently-not-handled
    return tf.stack([x for x in xs if x > 0])


def some(xs):  #? eager tensor, stays: currently-not-handled
    return xs[0] * 2 if any(x > 0 for x in xs) else xs[0]


def chosen(x):  #? eager tensor, stays: currently-not-handled
    return [1.0, 2.0][x] * tf.ones([2])


def found(x):  #? eager tensor, stays: currently-not-handled
    return x * 2 if x in [1, 2] else x


def asserted(x):  #? eager tensor, stays: currently-not-handled
    assert x > 0
    return x * 2


largest(tf.constant(1.0))
truth(tf.constant(1.0))
positive([tf.constant(1.0)])
some([tf.constant(1.0)])
chosen(tf.constant(1))
found(tf.constant(1))
asserted(tf.constant(1.0))
