"""What a tape gives are tensors, one for each variable."""

import tensorflow as tf


#+ @tf.function
def clipped(gradients):  #? eager tensor, P1
    return [tf.clip_by_norm(g, 1.0) for g in gradients]


v = tf.Variable(1.0)
with tf.GradientTape() as tape:
    loss = v * v
clipped(tape.gradient(loss, [v]))
