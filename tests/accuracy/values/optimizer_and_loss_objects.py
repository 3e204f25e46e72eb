"""A Keras optimizer is an optimizer; a loss object called on tensors gives an eager tensor."""

import tensorflow as tf
from keras import losses, optimizers

chosen = {"adam": optimizers.Adam(1e-3), "sgd": optimizers.SGD(1e-2)}
measure = losses.MeanSquaredError()
gap = measure(tf.zeros((4, 1)), tf.ones((4, 1)))
print(chosen)  #? chosen is container of optimizer
print(chosen["sgd"], gap)  #? chosen["sgd"] is optimizer; gap is eager tensor
