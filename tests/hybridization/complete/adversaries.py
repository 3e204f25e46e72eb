"""A generator and a discriminator that are trained in turn, on noise that is drawn before."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(2)


def dense(*widths):
    layers = [tf.keras.layers.Dense(width, activation="tanh") for width in widths[1:-1]]
    return tf.keras.Sequential([tf.keras.Input((widths[0],)), *layers, tf.keras.layers.Dense(widths[-1])])


generator, discriminator = dense(2, 8, 1), dense(1, 8, 1)
generator_optimizer, discriminator_optimizer = tf.keras.optimizers.SGD(0.05), tf.keras.optimizers.SGD(0.05)
generator_optimizer.build(generator.trainable_variables)
discriminator_optimizer.build(discriminator.trainable_variables)


def cross_entropy(labels, logits):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))


def train_step(real, noise):
    with tf.GradientTape() as generating, tf.GradientTape() as telling:
        fake = generator(noise, training=True)
        of_real, of_fake = discriminator(real, training=True), discriminator(fake, training=True)
        fooled = cross_entropy(tf.ones_like(of_fake), of_fake)
        told = cross_entropy(tf.ones_like(of_real), of_real) + cross_entropy(tf.zeros_like(of_fake), of_fake)
    by_generator = generating.gradient(fooled, generator.trainable_variables)
    by_discriminator = telling.gradient(told, discriminator.trainable_variables)
    generator_optimizer.apply_gradients(zip(by_generator, generator.trainable_variables))
    discriminator_optimizer.apply_gradients(zip(by_discriminator, discriminator.trainable_variables))
    return fooled, told


def main():
    numbers = np.random.default_rng(7)
    real = numbers.normal(3.0, 0.5, size=(100, 32, 1)).astype("float32")
    noise = numbers.normal(size=(100, 32, 2)).astype("float32")
    for batch, drawn in zip(real, noise):
        fooled, told = train_step(tf.constant(batch), tf.constant(drawn))
    print(fooled.numpy(), told.numpy())


if __name__ == "__main__":
    main()
