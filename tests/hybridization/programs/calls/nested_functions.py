"""A function in a function is called where that returns it."""

import tensorflow as tf


def scaler(factor):  #? eager tensor, stays: no-tensor-computation
    #+ @tf.function
    def scaled(x):  #? eager tensor, P1
        return x * factor

    return scaled


scaler(tf.constant(2.0))(tf.constant(1.0))
