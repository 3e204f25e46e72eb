"""What an attribute holds is what any method assigns to it."""

import tensorflow as tf


class Scaler:
    def __init__(self):
        self.factor = tf.constant(2.0)

    def scaled(self):  #? eager, stays: has-no-tensor-parameters
        return double(self.factor)


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


Scaler().scaled()
