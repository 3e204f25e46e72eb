"""Adding to a variable with += makes the name a tensor; assign_add keeps the variable."""

import tensorflow as tf

counter = tf.Variable([0.0, 0.0])
total = tf.Variable([0.0, 0.0])
counter.assign_add([1.0, 1.0])
total = total + [1.0, 1.0]
print(counter, total)  #? counter is variable; total is eager tensor
holders = [tf.Variable([float(n)]) for n in range(3)]
print(holders, holders[0])  #? holders is container of variable; holders[0] is variable
