"""Where ``function`` means something else already, TensorFlow is imported as ``tf``."""

import numpy as np
#+ import tensorflow as tf


def function(x):
    return x


#+ @tf.function
def train_step(x):  #? eager tensor, P1, told
    return function(x) * 2


shift = np.ones(2)
