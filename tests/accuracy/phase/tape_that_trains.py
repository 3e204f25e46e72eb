"""A TensorFlow tape whose gradients the optimizer applies."""

import keras
import tensorflow as tf

net = keras.Sequential([keras.layers.Dense(1)])
rule = keras.optimizers.SGD(0.1)

for rows in tf.random.normal((9, 2, 4)):
    with tf.GradientTape() as tape:
        cost = tf.reduce_mean(net(rows) ** 2)  #? phase is training
    grads = tape.gradient(cost, net.trainable_variables)
    rule.apply_gradients(zip(grads, net.trainable_variables))
