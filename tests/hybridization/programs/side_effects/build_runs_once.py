"""Keras builds a layer before it is traced: what ``build`` assigns is no side effect of those that call the layer."""

import tensorflow as tf


class Scale(tf.keras.layers.Layer):
    def build(self, shape):  #? eager effects, stays: has-no-tensor-parameters has-python-side-effects
        self.w = self.add_weight(shape=[1])
        self.built = True

    #+ @tf.function
    def call(self, x):  #? eager tensor, P1
        return x * self.w


scale = Scale()


#+ @tf.function
def double(x):  #? eager tensor, P1
    return scale(x) * 2


double(tf.ones([2]))
