"""The tape's gradients are applied by assign_sub, without an optimizer."""

import tensorflow as tf

slope = tf.Variable(tf.zeros((3, 1)))

for rows in tf.random.normal((9, 4, 3)):
    with tf.GradientTape() as tape:
        misfit = tf.reduce_mean((rows @ slope - 1.0) ** 2)  #? phase is training
    slope.assign_sub(0.1 * tape.gradient(misfit, slope))
