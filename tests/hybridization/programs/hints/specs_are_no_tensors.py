"""``tf.TensorSpec`` describes tensors and is none; nor is ``int``."""

import tensorflow as tf


def shape(spec: tf.TensorSpec, n: int):  #? eager tensor? literal, stays: undeterminable-tensor-parameter, told
    return n
