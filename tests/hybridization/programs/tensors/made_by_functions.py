"""What functions of TensorFlow give are tensors."""

import tensorflow as tf


#+ @tf.function
def add(a, b):  #? eager tensor, P1
    return a + b


add(tf.ones([2, 2]), tf.random.uniform([2, 2]))
add(tf.range(3), tf.eye(3, dtype=tf.int32))
add(tf.linspace(0.0, 1.0, 3), tf.fill([3], 2.0))
