"""``import tensorflow as tf`` goes before names that are imported one by one."""

from tensorflow import constant, function
import tensorflow as tf


#+ @tf.function
def squared(x):  #? eager tensor, P1
    return tf.matmul(x, x)


squared(constant([[1.0]]))
