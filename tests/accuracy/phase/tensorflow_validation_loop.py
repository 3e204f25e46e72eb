"""A TensorFlow loop that feeds a metric with outputs and targets."""

import keras
import tensorflow as tf

net = keras.Sequential([keras.layers.Dense(3)])
metric = keras.metrics.SparseCategoricalAccuracy()
pairs = tf.data.Dataset.from_tensor_slices((tf.zeros((8, 4)), tf.zeros((8,), tf.int32)))

for rows, classes in pairs.batch(4):
    outputs = net(rows, training=False)
    metric.update_state(classes, outputs)  #? phase is evaluation
