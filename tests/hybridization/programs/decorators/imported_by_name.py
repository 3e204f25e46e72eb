"""``from tensorflow import function`` gives the same decorator."""

from tensorflow import constant, function


@function
def double(x):  #? graph tensor, stays: has-no-primitive-parameters
    return x * 2


double(constant(1.0))
