"""A session runs operations: a list of fetches gives a list, an operation None."""

import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
weights = tf.get_variable("weights", shape=(3,))
with tf.Session() as runner:
    ready = runner.run(tf.global_variables_initializer())
    print(runner, ready)  #? runner is session; ready is None
    both = runner.run([weights, weights * 2])
    print(both, runner.run(weights))  #? both is container of array; runner.run(weights) is array
