"""A network of three Keras layers, in a training loop of its own."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(0)
model = tf.keras.Sequential(
    [
        tf.keras.Input((8,)),
        tf.keras.layers.Dense(16, activation="relu"),
        tf.keras.layers.Dense(16, activation="relu"),
        tf.keras.layers.Dense(3),
    ]
)
optimizer = tf.keras.optimizers.SGD(0.05)
optimizer.build(model.trainable_variables)
loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def train_step(rows, labels):
    with tf.GradientTape() as tape:
        logits = model(rows, training=True)
        loss = loss_of(labels, logits)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


def predict(rows):
    return tf.argmax(model(rows, training=False), axis=1)


def main():
    numbers = np.random.default_rng(2)
    rows = tf.constant(numbers.normal(size=(128, 8)), tf.float32)
    labels = tf.argmax(rows[:, :3], axis=1)
    for epoch in range(150):
        loss = train_step(rows, labels)
    print(loss.numpy(), np.bincount(predict(rows).numpy(), minlength=3))


if __name__ == "__main__":
    main()
