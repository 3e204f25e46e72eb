"""What a file hands on is called by others."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2
