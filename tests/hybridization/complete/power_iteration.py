"""The largest eigenvalue of a matrix, by power iteration."""

import numpy as np
import tensorflow as tf


def iterate(matrix, vector):
    for _ in range(5):
        vector = tf.linalg.matvec(matrix, vector)
        vector = vector / tf.norm(vector)
    return vector


def main():
    numbers = np.random.default_rng(16).normal(size=(16, 16))
    matrix = tf.constant(numbers + numbers.T + 8.0 * np.eye(16), tf.float32)
    vector = tf.ones(16)
    for step in range(300):
        vector = iterate(matrix, vector)
    print(tf.reduce_sum(vector * tf.linalg.matvec(matrix, vector)).numpy())


if __name__ == "__main__":
    main()
