"""Random numbers of Python and NumPy would be drawn once, while the graph is traced; those of TensorFlow each time."""

import random

import numpy as np
import tensorflow as tf


def noisy(x):  #? eager tensor, stays: has-eager-only-calls
    return x + np.random.normal()


def flipped(x):  #? eager tensor, stays: has-eager-only-calls
    return -x if random.random() < 0.5 else x


#+ @tf.function
def blurred(x):  #? eager tensor, P1
    return x + tf.random.normal([1])


for step in (noisy, flipped, blurred):
    step(tf.constant(1.0))
