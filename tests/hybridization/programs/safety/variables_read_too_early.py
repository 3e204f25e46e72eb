"""Before its first call a model has no variables: a graph would keep the empty list of the first trace."""

import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.SGD()


def step(x):  #? eager tensor, stays: has-stale-variable-reads
    variables = model.trainable_variables
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


step(tf.ones([1, 2]))
