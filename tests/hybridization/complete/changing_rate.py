"""A graph function that is given a learning rate of Python's, another one at each step."""

import numpy as np
import tensorflow as tf

weights = tf.Variable(tf.zeros((3, 1)))


@tf.function
def train_step(rows, wanted, rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(rows, weights) - wanted))
    weights.assign_sub(rate * tape.gradient(loss, weights))
    return loss


def main():
    numbers = np.random.default_rng(18)
    rows = tf.constant(numbers.normal(size=(32, 3)), tf.float32)
    wanted = tf.matmul(rows, tf.constant([[1.0], [2.0], [-1.0]]))
    for step in range(100):
        loss = train_step(rows, wanted, 0.1 / (1 + 0.01 * step))
    print(loss.numpy(), weights.numpy().ravel())


if __name__ == "__main__":
    main()
