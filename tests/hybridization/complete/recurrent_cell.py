"""A recurrent cell that is unrolled over twelve steps of a sequence."""

import numpy as np
import tensorflow as tf


class Cell(tf.Module):
    def __init__(self, width):
        super().__init__()
        numbers = np.random.default_rng(4)
        self.inner = tf.Variable(numbers.normal(size=(width, width)) * 0.3, dtype=tf.float32)
        self.outer = tf.Variable(numbers.normal(size=(2, width)), dtype=tf.float32)
        self.read = tf.Variable(numbers.normal(size=(width, 1)), dtype=tf.float32)

    def __call__(self, sequence):
        state = tf.zeros((8, 6))
        for step in range(12):
            state = tf.tanh(tf.matmul(sequence[:, step], self.outer) + tf.matmul(state, self.inner))
        return tf.matmul(state, self.read)


cell = Cell(6)


def train_step(sequence, wanted):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(cell(sequence) - wanted))
    for variable, gradient in zip(cell.trainable_variables, tape.gradient(loss, cell.trainable_variables)):
        variable.assign_sub(0.02 * gradient)
    return loss


def main():
    numbers = np.random.default_rng(5)
    sequence = tf.constant(numbers.normal(size=(8, 12, 2)), tf.float32)
    wanted = tf.reduce_sum(sequence[:, -1], axis=1, keepdims=True)
    for step in range(150):
        loss = train_step(sequence, wanted)
    print(loss.numpy())


if __name__ == "__main__":
    main()
