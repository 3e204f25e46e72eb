"""``tf.print`` is an operation like any other."""

import tensorflow as tf


#+ @tf.function
def report(x):  #? eager tensor, P1
    tf.print(x)


report(tf.constant(1.0))
