"""Expectation maximisation for a mixture of two normal distributions."""

import numpy as np
import tensorflow as tf


def log_density(values, mean, deviation):
    return -tf.math.log(deviation) - 0.5 * tf.square((values - mean) / deviation)


def improve(values, shares, means, deviations):
    logs = tf.math.log(shares) + log_density(values[:, None], means, deviations)
    weights = tf.nn.softmax(logs, axis=1)
    counts = tf.reduce_sum(weights, axis=0)
    new_means = tf.reduce_sum(weights * values[:, None], axis=0) / counts
    squares = tf.reduce_sum(weights * tf.square(values[:, None] - new_means), axis=0) / counts
    return counts / tf.reduce_sum(counts), new_means, tf.sqrt(squares)


def main():
    numbers = np.random.default_rng(11)
    values = tf.constant(np.concatenate([numbers.normal(-2, 1, 200), numbers.normal(3, 0.5, 100)]), tf.float32)
    shares, means, deviations = tf.constant([0.5, 0.5]), tf.constant([-1.0, 1.0]), tf.constant([1.0, 1.0])
    for step in range(250):
        shares, means, deviations = improve(values, shares, means, deviations)
    print(shares.numpy(), means.numpy(), deviations.numpy())


if __name__ == "__main__":
    main()
