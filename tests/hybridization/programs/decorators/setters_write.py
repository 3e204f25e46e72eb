"""What a setter does is done by the assignment."""

import tensorflow as tf


class Box:
    @property
    def x(self):
        return self._x

    @x.setter
    def x(self, value):  #? eager tensor effects, stays: has-python-side-effects, told
        self._x = value


Box().x = tf.constant(1.0)
