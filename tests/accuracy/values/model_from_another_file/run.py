"""The bases lie in another file: one of them is a model, the other a layer despite its name."""

import tensorflow as tf
from bases import DenseModel, Reported


class Net(Reported):  #? instance is Keras model
    def __init__(self):
        super().__init__()
        self.out = DenseModel(2)

    def call(self, rows):
        return self.out(rows)  #? self.out is Keras layer


net = Net()
score = net(tf.ones((1, 4)))
print(net.report(), score)  #? net.report() is string; score is eager tensor
