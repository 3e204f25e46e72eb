"""The variables of a model are tensors."""

import tensorflow as tf


#+ @tf.function
def norm(w):  #? eager tensor, P1
    return tf.reduce_sum(w * w)


model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
for weight in model.trainable_weights:
    norm(weight)
