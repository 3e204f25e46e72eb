"""One step with a tape; the weight lives here."""

import tensorflow as tf

weight = tf.Variable([1.0, 2.0])


def advance(xs, rule):  #? effects is trains
    with tf.GradientTape() as tape:
        price = tf.reduce_sum(weight * xs)
    rule.apply_gradients([(tape.gradient(price, weight), weight)])
    return price
