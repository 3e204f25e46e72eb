"""``next(iter(dataset))`` is an element."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


iterator = iter(tf.data.Dataset.range(3))
double(next(iterator))
