"""A graph function may make variables at its first call only."""

import tensorflow as tf


def forward(x):  #? eager tensor, stays: has-eager-only-calls
    return tf.keras.layers.Dense(2)(x)


def stored(x):  #? eager tensor, stays: has-eager-only-calls
    v = tf.Variable(x)
    return v * 2


forward(tf.ones([1, 2]))
stored(tf.ones([1, 2]))
