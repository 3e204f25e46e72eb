"""So does inference; the name is matched as a whole."""

import tensorflow as tf


@tf.function
def run_inference(x):  #? graph tensor, stays: has-no-primitive-parameters, told
    return x * 2


def inference_of(kind):  #? eager tensor? literal?, stays: undeterminable-primitive-parameter undeterminable-tensor-parameter, told
    return kind
