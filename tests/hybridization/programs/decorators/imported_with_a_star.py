"""``from tensorflow import *`` brings ``function`` with it."""

from tensorflow import *


@function
def double(x):  #? graph tensor, stays: has-no-primitive-parameters
    return x * 2


double(constant(1.0))
