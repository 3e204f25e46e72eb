"""``del`` runs the deleter of a property, and no setter."""

import tensorflow as tf


class Box:
    @property
    def x(self):  #? eager, stays: has-no-tensor-parameters, told
        return self._x

    @x.setter
    def x(self, value):  #? eager tensor effects, stays: has-python-side-effects, told
        self._x = value

    @x.deleter
    def x(self):  #? eager effects, stays: has-no-tensor-parameters has-python-side-effects, told
        del self._x


box = Box()
box.x = tf.constant(1.0)
del box.x
