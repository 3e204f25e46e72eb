"""Sparse tensors and slices of gradients are tensors as well."""

import tensorflow as tf


#+ @tf.function
def dense(x: tf.SparseTensor):  #? eager tensor, P1, told
    return tf.sparse.to_dense(x)


#+ @tf.function
def scaled(x: tf.IndexedSlices):  #? eager tensor, P1, told
    return tf.convert_to_tensor(x) * 2
