"""A Keras model's own train_step and test_step, which fit and evaluate call."""

import keras
import tensorflow as tf


class Student(keras.Model):
    def train_step(self, data):
        rows, wanted = data
        with tf.GradientTape() as tape:
            cost = self.compute_loss(y=wanted, y_pred=self(rows, training=True))
        grads = tape.gradient(cost, self.trainable_weights)
        self.optimizer.apply(grads, self.trainable_weights)  #? phase is training
        return {"loss": cost}

    def test_step(self, data):
        rows, wanted = data
        guess = self(rows, training=False)  #? phase is evaluation
        return {"loss": self.compute_loss(y=wanted, y_pred=guess)}
