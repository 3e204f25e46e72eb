"""A linear regression, trained with a gradient tape."""

import numpy as np
import tensorflow as tf

weights = tf.Variable(tf.zeros((3, 1)))
bias = tf.Variable(0.0)


def train_step(rows, wanted):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(rows, weights) + bias - wanted))
    by_weights, by_bias = tape.gradient(loss, [weights, bias])
    weights.assign_sub(0.1 * by_weights)
    bias.assign_sub(0.1 * by_bias)
    return loss


def main():
    numbers = np.random.default_rng(0)
    rows = tf.constant(numbers.normal(size=(64, 3)), tf.float32)
    wanted = tf.matmul(rows, tf.constant([[1.0], [-2.0], [0.5]])) + 0.3
    for step in range(600):
        loss = train_step(rows, wanted)
    print(loss.numpy(), weights.numpy().ravel(), bias.numpy())


if __name__ == "__main__":
    main()
