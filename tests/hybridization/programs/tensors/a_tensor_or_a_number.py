"""Where one call hands over a tensor or a number, the number alone is never handed over: no literal."""

import sys

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


x = tf.constant(5)
if sys.argv:
    x = 5
double(x)
