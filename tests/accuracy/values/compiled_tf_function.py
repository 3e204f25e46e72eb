"""A function decorated with tf.function is still called like one and gives eager tensors."""

import tensorflow as tf


@tf.function
def distance(left, right):
    return tf.reduce_sum(tf.abs(left - right))


far = distance(tf.ones(3), tf.zeros(3))
print(distance, far)  #? distance is function; far is eager tensor
print(float(far))  #? float(far) is number
