"""``import net.ops`` makes ``ops`` an attribute of ``net``."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2
