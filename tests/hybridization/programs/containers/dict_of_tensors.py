"""So is a dict; its keys are no literals of the call."""

import tensorflow as tf


#+ @tf.function
def difference(batch):  #? eager tensor, P1
    return batch["image"] - batch["mean"]


difference({"image": tf.ones([2]), "mean": tf.zeros([2])})
