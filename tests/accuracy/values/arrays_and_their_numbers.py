"""Arrays stay arrays through slices and sums over an axis; a whole mean is a number."""

import numpy as np
import tensorflow as tf

image = np.random.rand(8, 8)
rows = image[2:4].sum(axis=0)
bright = float(image.mean())
held = tf.constant(rows)
print(rows, bright)  #? rows is array; bright is number
print(held, held.numpy() * 2)  #? held is eager tensor; held.numpy() * 2 is array
