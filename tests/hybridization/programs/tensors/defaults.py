"""A default is handed over where no argument is."""

import tensorflow as tf


#+ @tf.function
def double(x=tf.constant(1.0)):  #? eager tensor, P1
    return x * 2


double()
