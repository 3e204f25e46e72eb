"""Arguments by keyword reach their parameters, keyword-only ones too."""

import tensorflow as tf


#+ @tf.function
def scaled(*, x, factor):  #? eager tensor, P1
    return x * factor


scaled(factor=tf.constant(2.0), x=tf.constant(1.0))
