"""What is put into a list comes out of it."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


xs = []
xs.append(tf.constant(1.0))
double(xs[0])
for x in xs:
    double(x)
