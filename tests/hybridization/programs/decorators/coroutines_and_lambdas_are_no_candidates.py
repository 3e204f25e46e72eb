"""Lambdas and coroutines are not asked about."""

import tensorflow as tf

double = lambda x: x * 2


async def fetch(x):
    return x


#+ @tf.function
def use(x):  #? eager tensor, P1
    return double(x)


use(tf.constant(1.0))
