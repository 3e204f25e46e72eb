"""Means and variances of a stream of batches, kept in variables."""

import numpy as np
import tensorflow as tf


class Statistics:
    def __init__(self, width):
        self.count = tf.Variable(0.0)
        self.mean = tf.Variable(tf.zeros(width))
        self.squares = tf.Variable(tf.zeros(width))

    def update(self, batch):
        size = tf.cast(tf.shape(batch)[0], tf.float32)
        total = self.count + size
        mean = tf.reduce_mean(batch, axis=0)
        difference = mean - self.mean
        self.squares.assign_add(
            tf.reduce_sum(tf.square(batch - mean), axis=0) + tf.square(difference) * self.count * size / total
        )
        self.mean.assign_add(difference * size / total)
        self.count.assign(total)


def main():
    statistics = Statistics(4)
    batches = np.random.default_rng(20).normal(2.0, 3.0, size=(300, 8, 4)).astype("float32")
    for batch in batches:
        statistics.update(tf.constant(batch))
    print(statistics.mean.numpy(), (statistics.squares / statistics.count).numpy())


if __name__ == "__main__":
    main()
