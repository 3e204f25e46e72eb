"""One source gives one gradient tensor, a list of sources gives a list of them."""

import tensorflow as tf

slope, height = tf.Variable([1.0]), tf.Variable([0.5])
with tf.GradientTape(persistent=True) as tape:
    cost = tf.reduce_mean((slope * 3.0 + height - 2.0) ** 2)
one = tape.gradient(cost, slope)
both = tape.gradient(cost, [slope, height])
print(cost, one, both)  #? one is eager tensor; both is container of eager tensor
print(cost.numpy().item())  #? cost is eager tensor; cost.numpy().item() is number
