"""A method that happens to be called ``fit`` may do anything."""

import tensorflow as tf


class Line:
    def __init__(self):
        self.w = tf.Variable(0.0)

    #+ @tf.function
    def fit(self, x):  #? eager tensor, P1
        self.w.assign(tf.reduce_mean(x))


line = Line()


#+ @tf.function
def trained(x):  #? eager tensor, P1
    line.fit(x)


trained(tf.ones([4]))
