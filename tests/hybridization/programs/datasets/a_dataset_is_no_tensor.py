"""A dataset is no tensor itself."""

import tensorflow as tf


def count(dataset):  #? eager, stays: has-no-tensor-parameters
    total = 0
    for _ in dataset:
        total += 1
    return total


count(tf.data.Dataset.range(3))
