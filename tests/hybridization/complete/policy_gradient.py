"""A bandit that learns by policy gradients which arm pays."""

import numpy as np
import tensorflow as tf

preferences = tf.Variable(tf.zeros(4))


def learn(arms, rewards):
    with tf.GradientTape() as tape:
        chosen = tf.gather(tf.nn.log_softmax(preferences), arms)
        loss = -tf.reduce_mean(chosen * (rewards - tf.reduce_mean(rewards)))
    preferences.assign_sub(0.3 * tape.gradient(loss, preferences))
    return loss


def main():
    numbers = np.random.default_rng(8)
    for round_number in range(500):
        arms = numbers.integers(0, 4, size=16)
        rewards = numbers.normal(size=16) + np.array([0.0, 0.5, 2.0, 1.0])[arms]
        learn(tf.constant(arms), tf.constant(rewards, tf.float32))
    print(tf.nn.softmax(preferences).numpy())


if __name__ == "__main__":
    main()
