"""Unless it has side effects, which would then happen each time."""

import tensorflow as tf


@tf.function
def report(n):  #? graph literal effects, stays: has-python-side-effects, warned
    print(n)


report(3)
