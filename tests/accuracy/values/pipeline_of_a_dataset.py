"""Every step of a tf.data pipeline is a dataset again, each element an eager tensor."""

import tensorflow as tf

numbers = tf.data.Dataset.from_tensor_slices(tf.range(12))
feed = numbers.shuffle(12).map(lambda n: n * 2).batch(4).prefetch(tf.data.AUTOTUNE)
print(numbers, feed)  #? numbers is dataset; feed is dataset
for batch in feed:
    print(batch, batch.numpy())  #? batch is eager tensor; batch.numpy() is array
