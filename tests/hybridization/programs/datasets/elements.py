"""The elements of a dataset are tensors."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


for x in tf.data.Dataset.from_tensor_slices([1, 2, 3]):
    double(x)
