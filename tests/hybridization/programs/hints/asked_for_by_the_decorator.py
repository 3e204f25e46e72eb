"""A decorator that follows type hints makes them count in any case."""
#! no-follow-type-hints

import tensorflow as tf


@tf.function(experimental_follow_type_hints=True)
def double(x: tf.Tensor):  #? graph tensor, stays: has-no-primitive-parameters, told
    return x * 2
