"""A list of numbers holds literals."""


def total(xs):  #? eager literal, stays: has-no-tensor-parameters has-primitive-parameters
    return xs[0]


total([5])
total(((1, 2),))
