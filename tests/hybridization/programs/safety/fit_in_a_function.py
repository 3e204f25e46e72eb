"""``fit``, ``predict`` and ``evaluate`` run graphs of their own, and cannot be part of one."""

import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])


def trained(x, y):  #? eager tensor, stays: has-eager-only-calls
    model.fit(x, y)
    return model(x)


trained(tf.ones([4, 2]), tf.ones([4, 1]))
