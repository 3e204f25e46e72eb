"""A method that is handed over keeps its receiver."""

import tensorflow as tf


class Trainer:
    def __init__(self):
        self.strategy = tf.distribute.MirroredStrategy()

    #+ @tf.function
    def step(self, x):  #? eager tensor, P1
        return x * 2

    def epoch(self, dataset):  #? eager, stays: has-no-tensor-parameters
        for x in dataset:
            self.strategy.run(self.step, args=(x,))


Trainer().epoch(tf.data.Dataset.range(3))
