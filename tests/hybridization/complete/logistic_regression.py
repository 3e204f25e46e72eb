"""A logistic regression over batches of a dataset, with accuracy."""

import numpy as np
import tensorflow as tf


class Classifier(tf.Module):
    def __init__(self, width):
        super().__init__()
        self.weights = tf.Variable(tf.zeros((width, 1)))
        self.bias = tf.Variable(0.0)

    def logits(self, rows):
        return tf.matmul(rows, self.weights) + self.bias


def step(classifier, rows, labels):
    with tf.GradientTape() as tape:
        found = tf.nn.sigmoid_cross_entropy_with_logits(labels, classifier.logits(rows))
        loss = tf.reduce_mean(found)
    for variable, gradient in zip(classifier.trainable_variables, tape.gradient(loss, classifier.trainable_variables)):
        variable.assign_sub(0.5 * gradient)
    return loss


def accuracy(classifier, rows, labels):
    right = tf.equal(classifier.logits(rows) > 0.0, labels > 0.5)
    return tf.reduce_mean(tf.cast(right, tf.float32))


def main():
    numbers = np.random.default_rng(1)
    rows = numbers.normal(size=(256, 4)).astype("float32")
    labels = (rows[:, :1] - rows[:, 1:2] > 0).astype("float32")
    classifier = Classifier(4)
    dataset = tf.data.Dataset.from_tensor_slices((rows, labels)).batch(32)
    for epoch in range(30):
        for batch, wanted in dataset:
            loss = step(classifier, batch, wanted)
    print(loss.numpy(), accuracy(classifier, tf.constant(rows), tf.constant(labels)).numpy())


if __name__ == "__main__":
    main()
