"""Unless hints are followed, only calls say what parameters are."""
#! no-follow-type-hints

import tensorflow as tf


def same(x: tf.Tensor):  #? eager tensor? literal?, stays: undeterminable-primitive-parameter undeterminable-tensor-parameter, told
    return x
