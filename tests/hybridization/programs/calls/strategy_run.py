"""``strategy.run(f, args=…)`` calls f."""

import tensorflow as tf


#+ @tf.function
def step(x):  #? eager tensor, P1
    return x * 2


strategy = tf.distribute.MirroredStrategy()
strategy.run(step, args=(tf.constant(1.0),))
