"""Elements have the structure of what they are cut from."""

import tensorflow as tf


#+ @tf.function
def loss(x, y):  #? eager tensor, P1
    return tf.reduce_mean(tf.square(x - y))


dataset = tf.data.Dataset.from_tensor_slices((tf.ones([4, 2]), tf.zeros([4, 2])))
for x, y in dataset.shuffle(4).batch(2).repeat(3).take(1):
    loss(x, y)
