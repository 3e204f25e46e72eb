"""A variable of the function around is changed for all who see it; that function itself changes nothing outside."""

import tensorflow as tf


#+ @tf.function
def outer(x):  #? eager tensor, P1
    total = x

    def add(y):  #? eager tensor effects, stays: has-python-side-effects
        nonlocal total
        total = total + y

    add(x)
    return total


outer(tf.constant(1.0))
