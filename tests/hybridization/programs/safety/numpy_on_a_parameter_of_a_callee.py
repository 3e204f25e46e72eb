"""Also not in a function that is called with it."""

import numpy as np
import tensorflow as tf


def mean(x):  #? eager tensor, stays: has-numpy-calls-on-parameters
    return np.mean(x)


def centred(x):  #? eager tensor, stays: has-numpy-calls-on-parameters
    return x - mean(x)


centred(tf.constant([1.0]))
