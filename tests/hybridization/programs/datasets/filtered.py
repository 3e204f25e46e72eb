"""``filter`` hands elements over, and keeps them."""

import tensorflow as tf


#+ @tf.function
def is_even(x):  #? eager tensor, P1
    return x % 2 == 0


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


for x in tf.data.Dataset.range(9).filter(is_even):
    double(x)
