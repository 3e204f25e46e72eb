"""An instance of a Keras model whose base lives in another file, and a layer made there."""

import tensorflow as tf

from regressor import Regressor

guesser = Regressor()  #? guesser is Keras model
layer = guesser.out  #? layer is Keras layer
guess = guesser(tf.ones((2, 3)))  #? guess is eager tensor
