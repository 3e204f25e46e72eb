"""A base that adds a report to keras.Model, and a layer with a model's name."""

from tensorflow import keras


class Reported(keras.Model):
    def report(self):
        return f"{self.name}: {len(self.layers)} layers"


class DenseModel(keras.layers.Dense):
    pass
