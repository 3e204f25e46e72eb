"""``with`` enters and leaves: what its object's methods do is done."""

import tensorflow as tf

log = []


class Logged:
    def __enter__(self):
        return self

    def __exit__(self, *reason):
        log.append(reason)


def double(x):  #? eager tensor effects, stays: has-python-side-effects
    with Logged():
        return x * 2


double(tf.constant(1.0))
