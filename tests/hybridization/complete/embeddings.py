"""Embeddings of words that occur together, learnt with negative samples."""

import numpy as np
import tensorflow as tf

numbers = np.random.default_rng(13)
words = tf.Variable(numbers.normal(size=(20, 6)) * 0.1, dtype=tf.float32)
contexts = tf.Variable(numbers.normal(size=(20, 6)) * 0.1, dtype=tf.float32)


def scores(centre, around):
    return tf.reduce_sum(tf.gather(words, centre) * tf.gather(contexts, around), axis=1)


def train_step(centre, around, other):
    with tf.GradientTape() as tape:
        near = tf.nn.softplus(-scores(centre, around))
        far = tf.nn.softplus(scores(centre, other))
        loss = tf.reduce_mean(near + far)
    by_words, by_contexts = tape.gradient(loss, [words, contexts])
    words.assign_sub(tf.convert_to_tensor(by_words))
    contexts.assign_sub(tf.convert_to_tensor(by_contexts))
    return loss


def main():
    for step in range(300):
        centre = numbers.integers(0, 20, size=32)
        around, other = (centre + 1) % 20, numbers.integers(0, 20, size=32)
        loss = train_step(tf.constant(centre), tf.constant(around), tf.constant(other))
    print(loss.numpy())


if __name__ == "__main__":
    main()
