"""What goes into an operation is a tensor, most likely."""

import tensorflow as tf


#+ @tf.function
def softened(logits):  #? eager tensor, P1, told
    return tf.nn.softmax(logits * 0.5)
