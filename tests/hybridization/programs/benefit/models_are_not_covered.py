"""``call`` of a model that graph functions call is not taken for covered: others may call the model too."""

import tensorflow as tf


class Net(tf.keras.Model):
    #+ @tf.function
    def call(self, x):  #? eager tensor, P1
        return x * 2


net = Net()


@tf.function
def step(x):
    return net(x)


step(tf.constant(1.0))
