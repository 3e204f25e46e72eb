"""Adam, written out with variables of its own."""

import numpy as np
import tensorflow as tf


class Adam:
    def __init__(self, variable, rate):
        self.variable = variable
        self.rate = rate
        self.mean = tf.Variable(tf.zeros_like(variable))
        self.square = tf.Variable(tf.zeros_like(variable))
        self.steps = tf.Variable(0.0)

    def apply(self, gradient):
        self.steps.assign_add(1.0)
        self.mean.assign(0.9 * self.mean + 0.1 * gradient)
        self.square.assign(0.999 * self.square + 0.001 * tf.square(gradient))
        mean = self.mean / (1.0 - tf.pow(0.9, self.steps))
        square = self.square / (1.0 - tf.pow(0.999, self.steps))
        self.variable.assign_sub(self.rate * mean / (tf.sqrt(square) + 1e-7))


def slope(matrix, wanted, found):
    return tf.linalg.matvec(matrix, tf.linalg.matvec(matrix, found) - wanted, transpose_a=True)


def main():
    numbers = np.random.default_rng(12)
    matrix = tf.constant(numbers.normal(size=(6, 6)), tf.float32)
    wanted = tf.constant(numbers.normal(size=6), tf.float32)
    found = tf.Variable(tf.zeros(6))
    adam = Adam(found, 0.05)
    for step in range(400):
        adam.apply(slope(matrix, wanted, tf.convert_to_tensor(found)))
    print(found.numpy())


if __name__ == "__main__":
    main()
