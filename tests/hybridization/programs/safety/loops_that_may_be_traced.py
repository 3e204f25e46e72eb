"""``tf.range`` counts in the graph, and a list of tensors is unrolled."""

import tensorflow as tf


#+ @tf.function
def powers(x, n):  #? eager tensor, P1
    for _ in tf.range(n):
        x = x * x
    return x


#+ @tf.function
def total(xs):  #? eager tensor, P1
    found = tf.constant(0.0)
    for x in xs:
        found += x
    return found


powers(tf.constant(1.0), tf.constant(3))
total([tf.constant(1.0), tf.constant(2.0)])
