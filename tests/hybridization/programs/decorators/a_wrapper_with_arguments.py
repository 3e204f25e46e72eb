"""A decorator that is made by a call is followed too."""

import tensorflow as tf


def named(name):
    def decorate(f):
        #+ @tf.function
        def wrapper(x):  #? eager tensor, P1
            return f(x)

        return wrapper

    return decorate


@named("double")
#+ @tf.function
def double(x):  #? eager tensor, P1, told
    return x * 2


double(tf.constant(1.0))
