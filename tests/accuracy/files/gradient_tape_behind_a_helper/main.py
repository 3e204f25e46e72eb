"""The tape and the optimizer's step stand in another file: this loop trains all the same."""

import keras
import tensorflow as tf

from learn import advance, weight

rule = keras.optimizers.SGD(0.1)
start = weight  #? start is variable
for _ in range(3):
    price = advance(tf.ones(2), rule)  #? phase is training; price is eager tensor
