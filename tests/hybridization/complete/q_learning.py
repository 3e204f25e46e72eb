"""Deep Q-learning with a target network that follows slowly."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(3)


class Agent:
    def __init__(self):
        self.online = self._network()
        self.target = self._network()
        self.target.set_weights(self.online.get_weights())
        self.optimizer = tf.keras.optimizers.SGD(0.05)
        self.optimizer.build(self.online.trainable_variables)

    def _network(self):
        return tf.keras.Sequential(
            [
                tf.keras.Input((4,)),
                tf.keras.layers.Dense(12, activation="relu"),
                tf.keras.layers.Dense(2),
            ]
        )

    def learn(self, states, actions, rewards, following):
        best = tf.reduce_max(self.target(following), axis=1)
        wanted = rewards + 0.9 * best
        with tf.GradientTape() as tape:
            values = tf.reduce_sum(self.online(states) * tf.one_hot(actions, 2), axis=1)
            loss = tf.reduce_mean(tf.square(wanted - values))
        gradients = tape.gradient(loss, self.online.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.online.trainable_variables))
        for slow, fast in zip(self.target.trainable_variables, self.online.trainable_variables):
            slow.assign(0.95 * slow + 0.05 * fast)
        return loss


def main():
    numbers = np.random.default_rng(9)
    agent = Agent()
    for step in range(120):
        states = tf.constant(numbers.normal(size=(16, 4)), tf.float32)
        following = tf.constant(numbers.normal(size=(16, 4)), tf.float32)
        actions = tf.constant(numbers.integers(0, 2, size=16))
        rewards = tf.constant(numbers.normal(size=16), tf.float32)
        loss = agent.learn(states, actions, rewards, following)
    print(loss.numpy())


if __name__ == "__main__":
    main()
