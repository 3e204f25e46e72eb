"""A tf.Variable stays one, arithmetic on it gives an eager tensor."""

import tensorflow as tf

weight = tf.Variable([1.0, 2.0], trainable=True)
moved = weight + 1.0
weight.assign_sub([0.1, 0.1])
print(weight, moved)  #? weight is variable; moved is eager tensor
print(weight.numpy())  #? weight.numpy() is array
print(tf.convert_to_tensor(weight))  #? tf.convert_to_tensor(weight) is eager tensor
