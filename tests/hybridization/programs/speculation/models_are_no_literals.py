"""What is called or has attributes is an object."""

import tensorflow as tf


#+ @tf.function
def loss_of(model, x):  #? eager tensor, P1, told
    return tf.reduce_mean(model(x))
