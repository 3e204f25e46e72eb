"""Without speculation nobody knows what an unknown decorator makes of a function, nor who calls it."""
#! no-speculative

import gin
import tensorflow as tf


@gin.configurable
def double(x):  #? eager tensor? literal? effects? recursive?, stays: cant-approximate-recursion undeterminable-primitive-parameter undeterminable-side-effects undeterminable-tensor-parameter
    return x * 2


double(tf.constant(1.0))
