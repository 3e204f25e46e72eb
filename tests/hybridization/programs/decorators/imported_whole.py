"""``import tensorflow`` without a shorter name."""

import tensorflow


@tensorflow.function
def double(x):  #? graph tensor, stays: has-no-primitive-parameters
    return x * 2


double(tensorflow.constant(1.0))
