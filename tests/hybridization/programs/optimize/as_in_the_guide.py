"""The example of the guide to ``tf.function``: steps that are numbers, and steps that are tensors."""

import tensorflow as tf


def train_one_step():
    pass


@tf.function  #-
def train(num_steps):  #? graph tensor literal, P3
    for _ in tf.range(num_steps):
        train_one_step()


train(10)
train(20)
train(tf.constant(10))
train(tf.constant(20))
