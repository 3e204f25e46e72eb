"""An ``enumerate`` of tensors is a container of tensors; its own numbers are no literals that anybody hands over."""

import tensorflow as tf


#+ @tf.function
def total(pairs):  #? eager tensor, P1
    found = tf.constant(0.0)
    for _, x in pairs:
        found += x
    return found


total(enumerate([tf.constant(1.0)]))
