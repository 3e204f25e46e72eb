"""What a decorator of the project wraps is followed into the wrapper, and out of it again."""

import tensorflow as tf


def logged(f):
    def wrapper(*args):
        return f(*args)

    return wrapper


@logged
#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


double(tf.constant(1.0))
