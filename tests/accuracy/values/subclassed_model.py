"""A subclass of keras.Model is a model, what it keeps are layers, its answer on data is eager."""

import keras
import tensorflow as tf


class Ranker(keras.Model):  #? instance is Keras model
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, rows):
        return self.dense(rows)  #? self.dense is Keras layer


ranker = Ranker()
score = ranker(tf.ones((2, 3)))
print(ranker, score)  #? ranker is Keras model; score is eager tensor
