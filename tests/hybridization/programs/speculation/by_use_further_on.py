"""A use in another function counts for what is handed on to it."""

import tensorflow as tf


#+ @tf.function
def softened(logits):  #? eager tensor, P1, told
    return tf.nn.softmax(logits)


#+ @tf.function
def predicted(outputs):  #? eager tensor, P1, told
    return softened(outputs)
