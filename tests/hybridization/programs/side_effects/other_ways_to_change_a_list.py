"""``extend``, ``update`` and ``+=`` change what they are called on, too."""

import tensorflow as tf

losses = []
totals = {}


def extend(x):  #? eager tensor effects, stays: has-python-side-effects
    losses.extend([x * 2])


def update(x):  #? eager tensor effects, stays: has-python-side-effects
    totals.update(x=x * 2)


def add(x, found):  #? eager tensor effects, stays: has-python-side-effects
    found += [x]


extend(tf.constant(1.0))
update(tf.constant(1.0))
add(tf.constant(1.0), losses)
