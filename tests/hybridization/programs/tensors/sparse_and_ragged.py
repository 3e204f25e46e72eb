"""Sparse and ragged tensors are tensors."""

import tensorflow as tf


#+ @tf.function
def dense(x):  #? eager tensor, P1
    return tf.sparse.to_dense(x)


#+ @tf.function
def lengths(x):  #? eager tensor, P1
    return tf.reduce_sum(x.row_lengths())


dense(tf.SparseTensor([[0, 0]], [1.0], [2, 2]))
lengths(tf.RaggedTensor.from_row_lengths([1, 2, 3], [1, 2]))
