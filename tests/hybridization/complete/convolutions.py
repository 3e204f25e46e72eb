"""A small network of convolutions, trained on stripes."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(0)


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.first = tf.keras.layers.Conv2D(4, 3, activation="relu")
        self.second = tf.keras.layers.Conv2D(4, 3, activation="relu")
        self.last = tf.keras.layers.Dense(2)

    def call(self, images):
        found = self.second(self.first(images))
        return self.last(tf.reduce_mean(found, axis=[1, 2]))


def main():
    numbers = np.random.default_rng(3)
    images = numbers.normal(size=(32, 10, 10, 1)).astype("float32")
    labels = numbers.integers(0, 2, size=32)
    images[labels == 1, ::2] += 2.0
    net, optimizer = Net(), tf.keras.optimizers.Adam(0.01)
    loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net(images[:1])
    optimizer.build(net.trainable_variables)

    def train_step(batch, wanted):
        with tf.GradientTape() as tape:
            loss = loss_of(wanted, net(batch))
        gradients = tape.gradient(loss, net.trainable_variables)
        optimizer.apply_gradients(zip(gradients, net.trainable_variables))
        return loss

    for epoch in range(80):
        loss = train_step(tf.constant(images), tf.constant(labels))
    print(loss.numpy())


if __name__ == "__main__":
    main()
