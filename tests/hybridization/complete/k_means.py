"""Means of clusters, moved until they stay."""

import numpy as np
import tensorflow as tf


def distances(points, means):
    return tf.reduce_sum(tf.square(points[:, None, :] - means[None, :, :]), axis=2)


def move(points, means):
    nearest = tf.one_hot(tf.argmin(distances(points, means), axis=1), 3)
    counts = tf.reduce_sum(nearest, axis=0)
    return tf.matmul(nearest, points, transpose_a=True) / tf.maximum(counts, 1.0)[:, None]


def main():
    numbers = np.random.default_rng(10)
    centres = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])
    points = tf.constant(np.concatenate([centre + numbers.normal(size=(50, 2)) for centre in centres]), tf.float32)
    means = points[:3]
    for step in range(400):
        means = move(points, means)
    print(means.numpy())


if __name__ == "__main__":
    main()
