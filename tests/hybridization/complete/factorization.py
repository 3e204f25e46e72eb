"""A matrix of ratings, factorized where it is known."""

import numpy as np
import tensorflow as tf


def error(ratings, known, users, films):
    difference = known * (ratings - tf.matmul(users, films, transpose_b=True))
    return tf.reduce_sum(tf.square(difference)) / tf.reduce_sum(known)


def main():
    numbers = np.random.default_rng(15)
    ratings = tf.constant(numbers.normal(size=(12, 2)) @ numbers.normal(size=(2, 9)), tf.float32)
    known = tf.constant(numbers.random((12, 9)) < 0.7, tf.float32)
    users = tf.Variable(numbers.normal(size=(12, 2)), dtype=tf.float32)
    films = tf.Variable(numbers.normal(size=(9, 2)), dtype=tf.float32)

    def step(wanted, mask):
        with tf.GradientTape() as tape:
            found = error(wanted, mask, users, films)
        by_users, by_films = tape.gradient(found, [users, films])
        users.assign_sub(0.3 * by_users)
        films.assign_sub(0.3 * by_films)
        return found

    for number in range(500):
        found = step(ratings, known)
    print(found.numpy())


if __name__ == "__main__":
    main()
