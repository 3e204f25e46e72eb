"""What is under ``tf.train`` and ``tf.io`` is not for graphs."""

import tensorflow as tf


def saved(x):  #? eager tensor, stays: no-tensor-computation
    checkpoint = tf.train.Checkpoint(x=x)
    checkpoint.write("model")


saved(tf.Variable(1.0))
