"""A dataset of pairs gives tuples of eager tensors, taken apart in the loop or by hand."""

import numpy as np
import tensorflow as tf

rows, marks = np.ones((8, 3)), np.zeros(8)
pairs = tf.data.Dataset.from_tensor_slices((rows, marks)).batch(2)
print(next(iter(pairs)))  #? next(iter(pairs)) is container of eager tensor
for turn, (given, wanted) in enumerate(pairs.take(2)):
    print(turn, given, wanted)  #? turn is number; given is eager tensor; wanted is eager tensor
