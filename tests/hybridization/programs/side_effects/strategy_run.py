"""What ``strategy.run`` calls is followed."""

import tensorflow as tf

strategy = tf.distribute.MirroredStrategy()


def replica(x):  #? eager tensor effects, stays: has-python-side-effects
    print(x)


def step(x):  #? eager tensor effects, stays: has-python-side-effects
    strategy.run(replica, args=(x,))


step(tf.constant(1.0))
