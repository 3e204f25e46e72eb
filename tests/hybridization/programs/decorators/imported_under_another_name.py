"""A decorator by another name is still the decorator."""

from tensorflow import constant
from tensorflow import function as graph


@graph
def double(x):  #? graph tensor, stays: has-no-primitive-parameters
    return x * 2


double(constant(1.0))
