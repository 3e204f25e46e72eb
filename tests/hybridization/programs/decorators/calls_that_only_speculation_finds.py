"""Properties, wrappers with arguments and the module that defines ``tf.function`` hide calls from those who assume nothing."""
#! no-speculative

import tensorflow as tf
from tensorflow.python.eager.def_function import function


def named(name):
    def decorate(f):
        return f

    return decorate


@named("double")
def double(x):  #? eager tensor? literal? effects? recursive?, stays: cant-approximate-recursion undeterminable-primitive-parameter undeterminable-side-effects undeterminable-tensor-parameter
    return x * 2


@function
def triple(x):  #? graph tensor? literal? effects? recursive?, stays: cant-approximate-recursion undeterminable-primitive-parameter undeterminable-side-effects undeterminable-tensor-parameter
    return x * 3


class Box:
    @property
    def x(self):  #? eager literal? effects? recursive?, stays: cant-approximate-recursion has-no-tensor-parameters undeterminable-primitive-parameter undeterminable-side-effects
        return self._x

    @x.setter
    def x(self, value):  #? eager tensor? literal? effects? recursive?, stays: cant-approximate-recursion undeterminable-primitive-parameter undeterminable-side-effects undeterminable-tensor-parameter
        self._x = value


box = Box()
box.x = double(tf.constant(1.0))
triple(box.x)
