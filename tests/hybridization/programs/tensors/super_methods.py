"""``super()`` leads to the method of the base."""

import tensorflow as tf


class Base(tf.keras.layers.Layer):
    #+ @tf.function
    def call(self, x):  #? eager tensor, P1
        return x * 2


class Derived(Base):
    #+ @tf.function
    def call(self, x):  #? eager tensor, P1
        return super().call(x) + 1


Derived()(tf.constant([1.0]))
