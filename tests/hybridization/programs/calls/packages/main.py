import tensorflow as tf

from net import Scale

Scale()(tf.ones([2]))
