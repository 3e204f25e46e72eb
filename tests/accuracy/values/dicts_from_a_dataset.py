"""The elements of a dataset of dicts are dicts; as numpy they hold arrays."""

import tensorflow as tf

table = {"age": tf.constant([[31.0], [54.0]]), "paid": tf.constant([[0], [1]])}
people = tf.data.Dataset.from_tensor_slices(table)
for person in people:
    print(person)  #? person is container of eager tensor
    print(person["age"])  #? person["age"] is eager tensor
for person in people.as_numpy_iterator():
    print(person["paid"])  #? person["paid"] is array
