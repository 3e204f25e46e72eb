"""An autoencoder of Keras layers whose reconstruction error is followed."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(1)


class Autoencoder(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = tf.keras.layers.Dense(3, activation="tanh")
        self.decoder = tf.keras.layers.Dense(12)

    def call(self, rows):
        return self.decoder(self.encoder(rows))


class Trainer:
    def __init__(self, model, optimizer):
        self.model = model
        self.optimizer = optimizer

    def step(self, rows):
        with tf.GradientTape() as tape:
            error = tf.reduce_mean(tf.square(self.model(rows) - rows))
        gradients = tape.gradient(error, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.model.trainable_variables))
        return error


def main():
    numbers = np.random.default_rng(6)
    rows = tf.constant(numbers.normal(size=(64, 3)) @ numbers.normal(size=(3, 12)), tf.float32)
    model, optimizer = Autoencoder(), tf.keras.optimizers.Adam(0.02)
    model(rows)
    optimizer.build(model.trainable_variables)
    trainer = Trainer(model, optimizer)
    for step in range(200):
        error = trainer.step(rows)
    print(error.numpy())


if __name__ == "__main__":
    main()
