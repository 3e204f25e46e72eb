"""TensorFlow's operations give eager tensors, numpy() an array, a variable stays a variable."""

import tensorflow as tf


def spread(values):  #? returns is eager tensor
    return tf.math.reduce_std(values)


def weights(size):  #? returns is variable
    return tf.Variable(tf.zeros([size]))


state = weights(3)  #? state is variable
total = spread(state)
plain = tf.stack([total, total]).numpy()  #? plain is array
