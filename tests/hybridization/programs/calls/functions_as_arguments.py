"""A function that is handed over is called where its parameter is."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


#+ @tf.function
def apply(f, x):  #? eager tensor, P1
    return f(x)


apply(double, tf.constant(1.0))
