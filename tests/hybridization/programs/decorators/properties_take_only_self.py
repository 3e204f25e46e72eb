"""A property has no parameter but ``self``, which is no tensor."""

import tensorflow as tf


class Box:
    def __init__(self):
        self.x = tf.constant(1.0)

    @property
    def double(self):  #? eager, stays: has-no-tensor-parameters, told
        return self.x * 2


Box().double
