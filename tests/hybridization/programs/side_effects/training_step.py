"""Optimizers and metrics keep their state in variables."""

import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam()
metric = tf.keras.metrics.Mean()


#+ @tf.function
def train_step(x, y):  #? eager tensor, P1
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    metric.update_state(loss)
    return loss


train_step(tf.ones([4, 2]), tf.ones([4, 1]))
