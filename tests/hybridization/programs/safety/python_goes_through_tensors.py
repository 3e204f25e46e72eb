"""A graph cannot be asked how many rows a tensor has while Python goes through them."""

import tensorflow as tf


def unpacked(x):  #? eager tensor, stays: has-tensor-parameter-iteration
    first, second = x
    return first + second


def listed(x):  #? eager tensor, stays: has-tensor-parameter-iteration
    return list(x)[0] * 2


def starred(x):  #? eager tensor, stays: has-tensor-parameter-iteration
    return tf.add(*x)


def zipped(x):  #? eager tensor, stays: has-tensor-parameter-iteration
    total = tf.constant(0.0)
    for one, other in zip(x, x):
        total += one * other
    return total


def in_a_callee(x):  #? eager tensor, stays: has-tensor-parameter-iteration
    return unpacked(x * 2)


#+ @tf.function
def pairs(xs):  #? eager tensor, P1
    first, second = xs
    return tf.add(*xs) + first * second


unpacked(tf.ones([2]))
listed(tf.ones([2]))
starred(tf.ones([2]))
zipped(tf.ones([2]))
in_a_callee(tf.ones([2]))
pairs((tf.ones([2]), tf.ones([2])))
