"""A hint without speculation says that there is a tensor, and nothing else."""
#! no-speculative

import tensorflow as tf


def double(x: tf.Tensor):  #? eager tensor literal? effects? recursive?, stays: cant-approximate-recursion undeterminable-primitive-parameter undeterminable-side-effects, told
    return x * 2
