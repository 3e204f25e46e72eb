"""The data sets of Keras come as NumPy arrays."""

import tensorflow as tf


#+ @tf.function
def scaled(x):  #? eager tensor, P1
    return tf.cast(x, tf.float32) / 255.0


(x, y), _ = tf.keras.datasets.mnist.load_data()
scaled(x)
