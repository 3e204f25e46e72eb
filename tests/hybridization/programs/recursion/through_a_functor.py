"""``self(…)`` leads back to ``__call__``."""

import tensorflow as tf


class Doubler:
    def __call__(self, x):  #? eager tensor recursive, stays: is-recursive
        return self(x * 2)


Doubler()(tf.constant(1.0))
